import Foundation
import Networks
import Tensors
import Testing
import Widths

@Suite struct SafeTensorsTests {
    private let parameters = Parameters(
        names: ["z.weight", "a/b.bias", "empty", "scalar"],
        tensors: [
            Tensor(shape: [2, 3], values: [1, -0.0, .infinity, .leastNonzeroMagnitude, -7.25, .greatestFiniteMagnitude]),
            Tensor(shape: [2], values: [0.1, -1e-30]),
            Tensor(zeros: [0, 4]), Tensor(shape: [], values: [42]),
        ])
    private let metadata = ["key": "resNeXt 1", "history": "0.5 0 0.25\n0.25 0.125 0.1", "quoted": "\"π\" / \\"]

    private func same(_ a: Parameters, _ b: Parameters) -> Bool {
        a.names == b.names && a.tensors.map(\.shape) == b.tensors.map(\.shape)
            && zip(a.tensors, b.tensors).allSatisfy { $0.values.map(\.bitPattern) == $1.values.map(\.bitPattern) }
    }
    private func isDamaged(_ data: Data) -> Bool {
        do { _ = try SafeTensors.decode(data) } catch is SafeTensors.Damaged { return true } catch { return false }
        return false
    }
    /// A file with this header and these numbers.
    private func file(_ header: String, numbers: Int = 32) -> Data {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(count: numbers)
    }

    @Test func comesBackToTheBit() throws {
        let data = try SafeTensors.encode(parameters, metadata: metadata), (found, words) = try SafeTensors.decode(data)
        #expect(same(found, parameters))
        for (key, value) in metadata { #expect(words[key] == value) }
        #expect(try SafeTensors.encode(parameters, metadata: metadata) == data)
        // A slice does not start at index 0.
        #expect(same(try SafeTensors.decode((Data(count: 5) + data)[5...]).parameters, parameters))
        #expect(try SafeTensors.decode(SafeTensors.encode(Parameters())).parameters.names.isEmpty)
    }

    @Test func refusesEveryTruncation() throws {
        let data = try SafeTensors.encode(parameters, metadata: metadata)
        for length in 0..<data.count { #expect(isDamaged(data.prefix(length)), "\(length) of \(data.count) bytes") }
    }

    /// One flipped bit in any byte: the file is rejected, or nothing relevant has changed (the name of a checksum, white space).
    @Test(arguments: [0x01, 0x04, 0x20, 0x80] as [UInt8]) func noFlippedBitGoesUnnoticed(_ bit: UInt8) throws {
        let data = try SafeTensors.encode(parameters, metadata: metadata)
        var refused = 0
        for index in data.indices {
            var damaged = data
            damaged[index] ^= bit
            if isDamaged(damaged) {
                refused += 1
            } else {
                let (found, words) = try SafeTensors.decode(damaged)
                #expect(same(found, parameters) && metadata.allSatisfy { words[$0.key] == $0.value }, "byte \(index)")
            }
        }
        #expect(refused > data.count * 9 / 10)
    }

    /// Files written before headers had a checksum.
    @Test func readsFilesWithoutAHeadersChecksum() throws {
        var data = file(#"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"__metadata__":{"format":"pt"}}"#, numbers: 16)
        #expect(try SafeTensors.decode(data).parameters["w"]?.shape == [2, 2])
        data.append(0)
        #expect(try SafeTensors.decode(data).parameters.names == ["w"])
    }

    @Test(arguments: [
        #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,12]}}"#, #"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"w":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#,
        #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
        #"{"w":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}"#, #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
        #"{"w":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}"#, #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#,
        #"{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, #"{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
        #"{"w":{"dtype":"F32","shape":[1]}}"#, #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, #"{"w":7}"#, "[]", "{", "",
    ])
    func refusesHeadersThatDoNotFit(_ header: String) { #expect(isDamaged(file(header))) }

    @Test func refusesAHeaderLongerThanTheFile() {
        #expect(isDamaged(Data(repeating: 0xFF, count: 64)))
        #expect(isDamaged(Data([9, 0, 0, 0, 0, 0, 0, 0]) + Data("{}      ".utf8)))
    }

    @Test func namesTheParameterThatDoesNotFit() throws {
        let net = ResNeXt(), expected = try Case().net.initial(image: [8, 8, 3], classes: 10, RandomSource(seed: 0))
        #expect(throws: ParameterMismatch.self) { try net.classifier(expected, image: [8, 8, 3], classes: 10, on: Widths.team(threads: 1)) }
        var missing = expected
        missing.names[3] = "another"
        let name = expected.names[3]
        #expect { try missing.matching(expected) } throws: {
            "\($0)".contains("parameter \(name) of shape") && "\($0)".contains("is missing; the net has no parameter another")
        }
        var misshapen = expected
        misshapen.tensors[3] = Tensor(zeros: [2, 2])
        #expect { try misshapen.matching(expected) } throws: { "\($0)".contains("parameter \(name) has the shape [2, 2], expected") }
        for value in [Float.nan, .infinity, -.infinity] {
            var broken = expected
            broken.tensors[3].values[1] = value
            #expect { try broken.matching(expected) } throws: { "\($0)" == "parameter \(name) is not finite: number 1 is \(value)" }
        }
        let reversed = Parameters(names: expected.names.reversed(), tensors: expected.tensors.reversed())
        #expect(try reversed.matching(expected) == expected)
    }

    /// Written by PyTorch 2.13 and safetensors 0.8 from the state of a batch normalisation and a linear layer (`PyTorch/resnext.py fixture`).
    @Test func readsAFileOfPyTorch() throws {
        let url = try #require(Bundle.module.url(forResource: "fixture", withExtension: "safetensors", subdirectory: "PyTorch"))
        let (parameters, metadata) = try SafeTensors.decode(try Data(contentsOf: url))
        #expect(metadata["sha256"] == nil)
        #expect(Set(parameters.names) == ["bn.running_mean", "bn.running_var", "head.weight", "head.bias"])  // no num_batches_tracked
        #expect(parameters["head.weight"] == Tensor(shape: [2, 3], values: [0, 0.5, 1, 1.5, 2, 2.5]))
        #expect(parameters["head.bias"] == Tensor(shape: [2], values: [-1, 0.1]))
        #expect(parameters["bn.running_mean"] == Tensor(shape: [3], values: [0, 0, 0]))
        #expect(parameters["bn.running_var"] == Tensor(shape: [3], values: [1, 1, 1]))
    }
}
