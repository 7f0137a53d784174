// swift-tools-version: 6.2
import PackageDescription

let ours: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// One constant for each library product, so that a target's list reads as names.
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioLocks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

func room(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = [], settings: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: ours + settings)
}

func tests(
    of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], settings: [SwiftSetting] = []
) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude, swiftSettings: ours + settings)
}

// A store in PostgreSQL needs libpq, which most builds do without (`docs/decisions/0014`): STOCKGATE_POSTGRES=1 swift build.
let hasPostgreSQL = Context.environment["STOCKGATE_POSTGRES"] == "1"
let postgreSQL: [Target] =
    hasPostgreSQL
    ? [
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("PostgreSQLClient", ["CPostgreSQL"]),
    ] : []
let storageParts: [Target.Dependency] = ["Inventory", "OpenSSLCrypto", grdb, sqlite, metrics, nioLocks] + (hasPostgreSQL ? ["PostgreSQLClient"] : [])
let storageSettings: [SwiftSetting] = hasPostgreSQL ? [.define("STOCKGATE_POSTGRES")] : []

let package = Package(
    name: "stockgate",
    products: [.executable(name: "stockgate", targets: ["stockgate"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    // From the ground up: a target imports only from targets above it in this list (a house test reads the imports).
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Which sources a release was made from, and what it carries of ICU's data, is told to these files of C, so that nothing else is built anew.
        .target(
            name: "CProcess",
            cSettings: ["STOCKGATE_COMMIT", "STOCKGATE_BUILT", "STOCKGATE_ICU_SYMBOL", "STOCKGATE_ICU_DATA"].compactMap { name -> CSetting? in
                Context.environment[name].map { CSetting.define(name, to: "\"\($0)\"") }
            }),
        room("OpenSSLCrypto", ["COpenSSL"]),
        room("NIOOpenSSL", ["COpenSSL", "OpenSSLCrypto", nioCore, nioTLS, nioLocks]),
        room("CurlClient", ["CCurl", nioLocks]),
        room("Inventory", []),
        room("Payload", []),
        room("QRCodes", []),
        room("WFirma", ["OpenSSLCrypto", "CurlClient", "Inventory", "Payload", nioLocks]),
        room("Allegro", ["OpenSSLCrypto", "CurlClient", "Inventory", "Payload"]),
        room("Storage", storageParts, exclude: hasPostgreSQL ? [] : ["PostgreSQL"], settings: storageSettings),
        room(
            "Gateway", ["Storage", "WFirma", "Allegro", "CurlClient", "Inventory", "Payload", "OpenSSLCrypto", lifecycle, logging, metrics, nioLocks]),
        room(
            "Listener",
            [
                "NIOOpenSSL", hummingbird, hummingbirdCore, nioCore, nioPosix, nioHTTP1, nioHTTPTypes, nioExtras, nioLocks, httpTypes, lifecycle,
                logging, metrics,
            ]),
        room(
            "Webhooks",
            [
                "Listener", "NIOOpenSSL", "Storage", "OpenSSLCrypto", "WFirma", "Allegro", "Inventory", "Payload", nioCore, nioHTTPTypes, httpTypes,
                hummingbird, logging, metrics, nioLocks,
            ]),
        room(
            "Operations",
            [
                "Listener", "Storage", "OpenSSLCrypto", "Inventory", "Payload", hummingbird, hummingbirdCore, nioCore, httpTypes, logging, metrics,
                nioLocks,
            ]),
        // Templates and assets stand in the binary: nothing to install beside it.
        room(
            "Console",
            [
                "Listener", "Storage", "OpenSSLCrypto", "Inventory", "QRCodes", hummingbird, mustache, nioCore, nioHTTP1, httpTypes, lifecycle,
                logging, nioLocks,
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Assets")]),
        room(
            "Sandbox",
            [
                "Listener", "NIOOpenSSL", "OpenSSLCrypto", hummingbird, hummingbirdCore, nioCore, nioHTTPTypes, httpTypes, lifecycle, logging,
                nioLocks,
            ],
            exclude: ["README.md"]),
        room(
            "Simulation",
            ["Gateway", "Sandbox", "Storage", "CurlClient", "Allegro", "WFirma", "Inventory", "Payload", "OpenSSLCrypto", logging, nioLocks]),
        .executableTarget(
            name: "stockgate",
            dependencies: [
                "CProcess", "Inventory", "Payload", "QRCodes", "CurlClient", "OpenSSLCrypto", "NIOOpenSSL", "WFirma", "Allegro", "Storage", "Gateway",
                "Listener", "Webhooks", "Operations", "Console", "Sandbox", "Simulation", arguments, yams, hummingbird, lifecycle, unixSignals,
                logging, metrics, nioCore, nioPosix, nioLocks,
            ],
            swiftSettings: ours),
        .executableTarget(
            name: "stockgate-bench", dependencies: ["Inventory", "Sandbox", "CurlClient", "NIOOpenSSL", arguments, logging],
            path: "Benchmarks/stockgate-bench", swiftSettings: ours),

        tests(of: "OpenSSLCrypto"),
        .target(name: "TLSProbe", dependencies: ["COpenSSL"], path: "Tests/TLSProbe", swiftSettings: ours),
        tests(of: "NIOOpenSSL", ["COpenSSL", "TLSProbe", "OpenSSLCrypto", nioCore, nioPosix, nioLocks, nioEmbedded]),
        // A mail server of a few lines, for what sends mail.
        .target(name: "SMTPPeer", dependencies: [nioCore, nioPosix, nioLocks], path: "Tests/SMTPPeer", swiftSettings: ours),
        tests(
            of: "CurlClient",
            ["SMTPPeer", "Listener", "NIOOpenSSL", "OpenSSLCrypto", hummingbird, lifecycle, logging, nioCore, nioPosix, nioLocks]),
        // Writes what tests say to Allegro to a file, for the check against its own description.
        .target(name: "Recording", dependencies: ["Sandbox", "CurlClient"], path: "Tests/Recording", swiftSettings: ours),
        // A store whose tables are laid out already, for tests that open one for each case.
        .target(name: "StoreImage", dependencies: ["Storage"], path: "Tests/StoreImage", swiftSettings: ours),
        tests(of: "Inventory"),
        tests(of: "Payload"),
        tests(of: "QRCodes"),
        tests(of: "WFirma"),
        tests(of: "Allegro", ["Recording"]),
        tests(of: "Storage", ["StoreImage"] + (hasPostgreSQL ? ["PostgreSQLClient"] : []), exclude: ["Versions"], settings: storageSettings),
        tests(
            of: "Gateway",
            [
                "SMTPPeer", "Recording", "StoreImage", "Sandbox", "CurlClient", "Allegro", "WFirma", "Storage", "Inventory", "Payload",
                "OpenSSLCrypto", nioLocks, logging,
            ]),
        tests(
            of: "Listener",
            [
                "TLSProbe", "NIOOpenSSL", "OpenSSLCrypto", hummingbird, hummingbirdCore, nioCore, nioLocks, nioHTTPTypes, httpTypes, lifecycle,
                logging, metrics, metricsTestKit,
            ]),
        tests(of: "Webhooks", ["StoreImage", "CurlClient"]),
        tests(
            of: "Operations",
            [
                "StoreImage", "CurlClient", "Webhooks", "Listener", "NIOOpenSSL", "OpenSSLCrypto", "Storage", "Payload", "Inventory", hummingbird,
                httpTypes,
                logging, metrics, nioLocks, yams,
            ]),
        tests(
            of: "Console",
            ["CurlClient", "Listener", "NIOOpenSSL", "OpenSSLCrypto", "Storage", "Inventory", hummingbird, httpTypes, logging, nioLocks]),
        tests(of: "Sandbox", ["Recording", "WFirma", "Allegro", "Inventory", "CurlClient", "NIOOpenSSL", "OpenSSLCrypto", lifecycle, logging]),
        tests(of: "Simulation", ["Sandbox", "Storage", "Inventory", nioLocks]),
        tests(
            of: "stockgate",
            [
                "SMTPPeer", "Recording", "CurlClient", "Sandbox", "NIOOpenSSL", "OpenSSLCrypto", "Storage", "Inventory", "Allegro", "WFirma",
                "Payload", logging, lifecycle, yams, nioLocks,
            ]),
        // The doors that read what others send, each as one function of bytes.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "COpenSSL", "OpenSSLCrypto", "NIOOpenSSL", "CurlClient", "Inventory", "Payload", "WFirma", "Allegro", "Storage", "Webhooks", nioCore,
                nioEmbedded, httpTypes,
            ],
            path: "Tests/FuzzTargets", swiftSettings: ours),
        tests(of: "FuzzTargets"),
        // Reads the sources as text: what the compiler does not enforce.
        .testTarget(name: "HouseTests", swiftSettings: ours),
    ]
)
package.targets += postgreSQL

// libFuzzer brings its own `main`, so this one is there for `make fuzz` alone.
if Context.environment["STOCKGATE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz", swiftSettings: ours + [.unsafeFlags(["-parse-as-library"])]))
}
