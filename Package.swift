// swift-tools-version: 6.2
import PackageDescription

/// For targets that hold logic only: neither C nor unsafe Swift compiles there.
let safe: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "faderd",
  products: [
    .executable(name: "faderd", targets: ["faderd"]),
    .executable(name: "faderctl", targets: ["faderctl"]),
    .library(name: "Mixer", targets: ["Mixer"]),
    .library(name: "Surface", targets: ["Surface"]),
    .library(name: "Desk", targets: ["Desk"]),
    .library(name: "Host", targets: ["Host"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // The audio thread, what crosses to it, and the catalogue that names it. Pure Swift: no C, no I/O.
    .target(name: "Mixer", swiftSettings: strict),

    // Pure logic around it.
    .target(name: "Surface", dependencies: ["Mixer", "Yams"], swiftSettings: safe),
    .target(name: "Desk", dependencies: ["Mixer", "Yams"], swiftSettings: safe),

    // The system, and the only target that touches it.
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CJACK", pkgConfig: "jack", providers: [.apt(["libjack-jackd2-dev"])]),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .target(
      name: "Host", dependencies: ["Mixer", "Desk", "CALSA", "CJACK", "CSndFile", "CSystemd"], swiftSettings: strict),

    // Programs: options and wiring.
    .target(
      name: "Program",
      dependencies: ["Host", "Surface", "Desk", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "faderd",
      dependencies: [
        "Host", "Surface", "Desk", "Mixer", "Program",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "faderctl",
      dependencies: [
        "Host", "Surface", "Desk", "Mixer", "Program",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .testTarget(name: "MixerTests", dependencies: ["Mixer"]),
    .testTarget(name: "SurfaceTests", dependencies: ["Surface", "Mixer", "VirtualDevice"]),
    .testTarget(name: "DeskTests", dependencies: ["Desk", "Mixer"]),
    .testTarget(name: "HostTests", dependencies: ["Host", "Desk", "Mixer"]),

    // A controller that is not there: for the tests of Surface, and at a real port for those in the guest.
    .target(name: "VirtualDevice", path: "Tests/VirtualDevice", swiftSettings: safe),
    .executableTarget(
      name: "virtual-device", dependencies: ["VirtualDevice"], path: "Tests/Studio/virtual-device",
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
