// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because it is linked with RealtimeSanitizer as a whole; `run` knows where that is.
let package = Package(
  name: "Realtime",
  dependencies: [.package(name: "faderd", path: "../..")],
  targets: [
    .systemLibrary(name: "CRealtimeSanitizer"),
    .target(name: "CWatchedJack"),
    .executableTarget(
      name: "realtime-check",
      dependencies: ["CRealtimeSanitizer", .product(name: "Mixer", package: "faderd")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "realtime-jack",
      dependencies: [
        "CRealtimeSanitizer", "CWatchedJack", .product(name: "Mixer", package: "faderd"),
        .product(name: "Host", package: "faderd"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
