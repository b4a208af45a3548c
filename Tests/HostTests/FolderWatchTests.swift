import Glibc
import Host
import Testing

struct FolderWatchTests {
  @Test func `a file that is written, brought or removed is told of once, another kind of file never`() throws {
    let scratch = ScratchDirectory()
    let watch = try FolderWatch([scratch.path, scratch.path + "/families"])
    #expect(!watch.changed(ending: ".yaml"))
    scratch.write("a", to: "a.yaml")
    #expect(watch.changed(ending: ".yaml"))
    #expect(!watch.changed(ending: ".yaml"))
    scratch.write("b", to: "b.txt")
    scratch.write("c", to: ".a.yaml")
    #expect(!watch.changed(ending: ".yaml"))
    rename(scratch.path + "/b.txt", scratch.path + "/b.yaml")
    #expect(watch.changed(ending: ".yaml"))
    unlink(scratch.path + "/b.yaml")
    #expect(watch.changed(ending: ".yaml"))
  }

  @Test func `a folder that is made later is watched from then on`() throws {
    let scratch = ScratchDirectory()
    let watch = try FolderWatch([scratch.path, scratch.path + "/families"])
    scratch.directory("families")
    #expect(watch.changed(ending: ".yaml"))
    scratch.write("a", to: "families/a.yaml")
    #expect(watch.changed(ending: ".yaml"))
  }

  @Test func `a folder that is missing with all above it is watched when it is made`() throws {
    let scratch = ScratchDirectory()
    let watch = try FolderWatch([scratch.path + "/a/b/mappings", scratch.path + "/a/b/mappings/families"])
    scratch.write("x", to: "x.yaml")
    scratch.directory("other")
    #expect(!watch.changed(ending: ".yaml"))
    scratch.directory("a")
    #expect(watch.changed(ending: ".yaml"))
    scratch.directory("a/b")
    #expect(watch.changed(ending: ".yaml"))
    scratch.directory("a/b/mappings")
    #expect(watch.changed(ending: ".yaml"))
    scratch.write("x", to: "a/b/mappings/x.yaml")
    #expect(watch.changed(ending: ".yaml"))
  }
}
