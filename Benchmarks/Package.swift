// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the desk's package neither builds nor ships what only measures it.
let package = Package(
  name: "faderd-benchmarks",
  dependencies: [.package(name: "faderd", path: "..")],
  targets: [
    .target(name: "CBaseline"),
    .executableTarget(
      name: "mixer-bench",
      dependencies: [
        "CBaseline", .product(name: "Mixer", package: "faderd"), .product(name: "Desk", package: "faderd"),
        .product(name: "Surface", package: "faderd"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
