// swift-tools-version: 6.2
import PackageDescription

// The layers of the project, lowest first. A target may import only the modules that it lists here: a change in an unlisted module would not rebuild
// it. `Tests/HouseTests` compares this list with the imports and with the README.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func target(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "lipschitz-reproduction",
    products: [.executable(name: "repro", targets: ["repro"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-Wall", "-Werror"])]),

        target("Files"),
        target("ElementaryFunctions"),
        target("Declarations"),

        // The engine: independent of result files and papers.
        target("Tensors", ["CKernels", "COpenBLAS", "ElementaryFunctions"]),
        target("Classification", ["Tensors", "ElementaryFunctions"]),
        target("Autodiff", ["Tensors", "ElementaryFunctions"]),
        target("Networks", ["Classification", "Tensors", "CKernels", "Declarations", "ElementaryFunctions", "Files"]),
        target("Datasets", ["Classification", "Tensors", "Declarations", "ElementaryFunctions", "Files"]),
        target("Attacks", ["Classification", "Tensors", "Declarations", "ElementaryFunctions"]),
        target(
            "Training", ["Attacks", "Networks", "Datasets", "Classification", "Tensors", "CKernels", "Declarations", "ElementaryFunctions", "Files"]),
        target("Observations", ["Classification", "Tensors", "Declarations", "ElementaryFunctions"]),
        target("Benchmarks", ["Training", "Networks", "Classification", "Tensors", "CKernels", "Files"], exclude: ["LOG.md"]),

        // Records and statistics: independent of the engine, except that Theory uses Tensors.
        target("Statistics", ["ElementaryFunctions"]),
        target("Theory", ["Tensors", "ElementaryFunctions"]),
        target("Records", ["Files"]),
        target("Scheduling", ["Files"]),
        target("Plots", ["CPNG", "ElementaryFunctions", "Files"]),
        target("Reports", ["Records", "Statistics", "Plots", "Files", .product(name: "Mustache", package: "swift-mustache")]),

        // The experiments and the program, which combine both.
        target(
            "Experiments",
            [
                "Benchmarks", "Training", "Networks", "Datasets", "Attacks", "Observations", "Classification", "Tensors", "Declarations",
                "Records", "Statistics", "Reports", "Plots", "Theory", "Scheduling", "Files", "ElementaryFunctions", "COpenBLAS",
                .product(name: "Yams", package: "Yams"),
            ]),
        .executableTarget(
            name: "repro",
            dependencies: [
                "Experiments", "Reports", "Scheduling", "Records", "Declarations", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Shared by several test targets: the vector widths that they run at, and seeded random numbers.
        .target(name: "Widths", dependencies: ["Tensors"], path: "Tests/Widths", swiftSettings: strict),
        .target(name: "SeededNumbers", path: "Tests/SeededNumbers", swiftSettings: strict),

        tests("Scheduling", ["Scheduling", "Files"]),
        tests(
            "Experiments",
            [
                "Experiments", "Statistics", "Training", "Networks", "Datasets", "Attacks", "Tensors", "Records", "Scheduling", "Declarations",
                "Files", "Reports", "Plots", "repro",
            ],
            resources: [.copy("Paper")]),
        tests(
            "House", ["Experiments", "Attacks", "Training", "Networks", "Datasets", "Declarations", "Files", "Records"],
            resources: [.copy("declarations.json"), .copy("words.sh")]),
        tests(
            "Fuzz", ["Experiments", "Training", "Networks", "Tensors", "Reports", "Plots", "Records", "Declarations", "SeededNumbers"],
            resources: [.copy("Paper")]),
        tests("ElementaryFunctions", ["ElementaryFunctions", "SeededNumbers"]),
        tests(
            "Datasets", ["Datasets", "Classification", "Tensors", "Declarations", "ElementaryFunctions", "Files"], resources: [.copy("Goldens")]),
        tests("Benchmarks", ["Benchmarks", "Tensors", "Widths", "repro"], resources: [.copy("Goldens")]),
        tests("Files", ["Files"]),
        tests("Declarations", ["Declarations", "SeededNumbers"]),
        tests("Statistics", ["Statistics"]),
        tests("Theory", ["Theory", "Tensors"]),
        tests("Records", ["Records", "Files"]),
        tests("Tensors", ["Tensors", "CKernels", "COpenBLAS", "Widths"]),
        tests("Networks", ["Networks", "Classification", "Tensors", "Autodiff", "Declarations", "Widths"], resources: [.copy("PyTorch")]),
        tests(
            "Training",
            ["Training", "Networks", "Datasets", "Classification", "Tensors", "Autodiff", "Declarations", "ElementaryFunctions", "Widths"],
            resources: [.copy("Goldens")]),
        tests("Autodiff", ["Autodiff", "Tensors", "SeededNumbers"], resources: [.copy("PyTorch")]),
        tests("Classification", ["Classification", "Tensors"]),
        tests("Attacks", ["Attacks", "Classification", "Tensors", "Declarations", "ElementaryFunctions"], resources: [.copy("Goldens")]),
        tests("Plots", ["Plots", "ElementaryFunctions"], resources: [.copy("Snapshots")]),
        tests("Reports", ["Reports", "Plots", "Statistics"], resources: [.copy("Snapshots")]),
        tests(
            "Observations", ["Observations", "Classification", "Tensors", "Declarations", "ElementaryFunctions"], resources: [.copy("Goldens")]),
    ])
