// SHA-256 (FIPS 180-4). Implemented here because the only maintained Swift package for it compiles 370 files of BoringSSL, half the time of a first
// build. `Tests/FilesTests/SHA256Tests.swift` checks it against NIST's vectors and the system's `sha256sum`.

/// The running SHA-256 sum of a stream of bytes.
struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// The bytes of an incomplete block of 64.
    private var rest: [UInt8] = []
    private var length: UInt64 = 0

    /// Adds bytes to the end of the stream.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var next = 0
        if !rest.isEmpty {
            next = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<next])
            if rest.count < 64 { return }
            rest.withUnsafeBytes { compress($0, &state) }
            rest.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - next) / 64 * 64
        compress(UnsafeRawBufferPointer(rebasing: bytes[next..<next + whole]), &state)
        rest.append(contentsOf: bytes[(next + whole)...])
    }

    /// The sum of the stream: 64 hexadecimal digits in lower case.
    consuming func finalize() -> String {
        padding(length: length, bigEndian: true).withUnsafeBytes { update($0) }
        return hexadecimal(state)
    }
}

/// Folds whole blocks of 64 bytes into the state (FIPS 180-4, section 6.2.2).
private func compress(_ blocks: UnsafeRawBufferPointer, _ state: inout [UInt32]) {
    @inline(__always) func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
        constants.withUnsafeBufferPointer { k in
            for block in stride(from: 0, to: blocks.count, by: 64) {
                for t in 0..<16 { w[t] = UInt32(bigEndian: blocks.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self)) }
                for t in 16..<64 {
                    let x = w[t - 15], y = w[t - 2]
                    let s0 = rotated(x, 7) ^ rotated(x, 18) ^ x >> 3, s1 = rotated(y, 17) ^ rotated(y, 19) ^ y >> 10
                    w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
                }
                var (a, b, c, d) = (state[0], state[1], state[2], state[3]), (e, f, g, h) = (state[4], state[5], state[6], state[7])
                for t in 0..<64 {
                    let t1 = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (e & f ^ ~e & g) &+ k[t] &+ w[t]
                    let t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ (a & b ^ a & c ^ b & c)
                    (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
                }
                for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
            }
        }
    }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be,
    0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa,
    0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85,
    0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
    0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f,
    0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
