import Files
import Foundation
import Testing

// Each test runs in a separate process, whose streams it breaks.

@Suite struct StandardStreamsTests {
    @Test func aFullDiskUnderProgressIsNoFailure() async {
        await #expect(processExitsWith: .success) {
            dup2(open("/dev/full", O_WRONLY), 2)
            for _ in 0..<10 { StandardStreams.note("epoch 1\n") }
            exit(EXIT_SUCCESS)
        }
    }

    @Test func aClosedTerminalIsNoFailure() async {
        await #expect(processExitsWith: .success) {
            close(2)
            StandardStreams.note("epoch 1\n")
            exit(EXIT_SUCCESS)
        }
    }

    @Test func outputThatCannotBeWrittenIsAnError() async {
        await #expect(processExitsWith: .success) {
            dup2(open("/dev/full", O_WRONLY), 1)
            try #require(failure { try StandardStreams.say("x") }?.description == "standard output: cannot be written to: No space left on device")
            exit(EXIT_SUCCESS)
        }
        await #expect(processExitsWith: .success) {
            StandardStreams.prepare()
            let channel = try Channel()
            dup2(channel.write, 1)
            channel.closeReading()
            try #require(failure { try StandardStreams.say("x") }?.code == EPIPE)
            exit(EXIT_SUCCESS)
        }
    }

    /// Otherwise the first file opened would become the standard output, and results would be written to it.
    @Test func aClosedOutputIsNoOtherFile() async {
        await #expect(processExitsWith: .success) {
            close(1)
            StandardStreams.prepare()
            let file = open("/dev/null", O_WRONLY)
            try #require(file > 2)
            try #require(failure { try StandardStreams.say("x") }?.code == EBADF)
            exit(EXIT_SUCCESS)
        }
    }

    /// Another program may have made the pipe non-blocking: everything still arrives.
    @Test func aNonBlockingOutputIsWrittenWhole() async {
        await #expect(processExitsWith: .success) {
            let channel = try Channel()
            _ = fcntl(channel.write, F_SETFL, O_NONBLOCK)
            dup2(channel.write, 1)
            let read = channel.read
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 65_536), count = 0
                while count < 1_000_000 { count += Foundation.read(read, &buffer, buffer.count) }
                exit(EXIT_SUCCESS)
            }
            try StandardStreams.say(String(repeating: "x", count: 1_000_000))
            while true { pause() }
        }
    }
}
