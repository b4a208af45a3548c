import CSystemd
import Glibc

/// Who is at the other end of a control socket, as the kernel vouches for it.
public struct Peer: Hashable, Sendable {
  /// Process that connected.
  public var process: pid_t
  /// Its user.
  public var user: uid_t
  /// Its group.
  public var group: gid_t
  /// Its further groups.
  public var groups: [gid_t]

  init?(_ descriptor: CInt) {
    var peer = csystemd_peer()
    guard csystemd_get_peer(descriptor, &peer) == 0 else { return nil }
    process = peer.pid
    user = peer.uid
    group = peer.gid
    groups = [gid_t](repeating: 0, count: 256)
    var size = socklen_t(groups.count * MemoryLayout<gid_t>.stride)
    let status = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &size)
    groups.removeLast(groups.count - (status == 0 ? Int(size) / MemoryLayout<gid_t>.stride : 0))
  }

  /// A peer as described.
  public init(process: pid_t, user: uid_t, group: gid_t, groups: [gid_t] = []) {
    self.process = process
    self.user = user
    self.group = group
    self.groups = groups
  }

  /// Whether it may change anything: root, the daemon's own user, or a member of the socket's group.
  public func mayChange(ownUser: uid_t, socketGroup: gid_t) -> Bool {
    user == 0 || user == ownUser || group == socketGroup || groups.contains(socketGroup)
  }
}

/// The calls of unix stream sockets, with their address record.
enum UnixSocket {
  /// A new stream socket, not blocking if asked.
  static func make(nonblocking: Bool) throws(SystemError) -> CInt {
    let flags = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, flags | (nonblocking ? CInt(SOCK_NONBLOCK.rawValue) : 0), 0)
    guard descriptor >= 0 else { throw SystemError("A socket cannot be made") }
    return descriptor
  }

  /// Calls `body` with the address of `path`, or throws a sentence if a socket cannot have so long a path.
  static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) throws(SystemError) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard !path.isEmpty, path.utf8.count <= room else {
      throw SystemError(
        sentence: "The socket path \(path) has \(path.utf8.count) bytes; the system takes 1 to \(room). Choose a "
          + "shorter one with --socket.", code: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
