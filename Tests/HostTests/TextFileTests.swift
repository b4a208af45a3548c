import Glibc
import Host
import Testing

struct TextFileTests {
  @Test func `a text is put in the place of a file, and missing folders are made`() throws {
    let scratch = ScratchDirectory()
    let path = scratch.path + "/a/b/mine.yaml"
    try TextFile.write("one\n", to: path)
    #expect(try TextFile.read(path) == "one\n")
    try TextFile.write("two\r\n", to: path)
    #expect(try TextFile.read(path) == "two\r\n")
    #expect(TextFile.names(in: scratch.path + "/a/b", ending: "") == ["mine.yaml"])
  }

  @Test func `the file keeps its mode, and a link stays a link`() throws {
    let scratch = ScratchDirectory()
    scratch.write("one", to: "real.yaml")
    chmod(scratch.path + "/real.yaml", 0o600)
    symlink(scratch.path + "/real.yaml", scratch.path + "/link.yaml")
    try TextFile.write("two", to: scratch.path + "/link.yaml")
    var facts = stat()
    #expect(lstat(scratch.path + "/link.yaml", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(scratch.path + "/real.yaml", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
    #expect(try TextFile.read(scratch.path + "/real.yaml") == "two")
  }

  @Test func `where it cannot be written, the sentence says so and the old file stays`() throws {
    let scratch = ScratchDirectory()
    scratch.write("one", to: "file")
    #expect(throws: TextFile.Failure.self) { try TextFile.write("x", to: scratch.path + "/file/mine.yaml") }
    scratch.directory("folder")
    #expect(throws: TextFile.Failure.self) { try TextFile.write("x", to: scratch.path + "/folder") }
    #expect(try TextFile.read(scratch.path + "/file") == "one")
    #expect(TextFile.names(in: scratch.path, ending: "") == ["file", "folder"])
  }
}
