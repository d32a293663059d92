namespace OpenHands.Testing;

/// <summary>The inside of a scripted program: what it was started with, reads and prints.</summary>
/// <remarks>Text is UTF-8, and what is written is sent at once. One reader and one writer of each at a time.</remarks>
public sealed class FakeProgram
{
    internal FakeProgram(SandboxCommand command, TextReader input, TextWriter output, TextWriter errorOutput)
    {
        Command = command;
        Input = input;
        Output = output;
        ErrorOutput = errorOutput;
    }

    /// <summary>What was started: program, arguments, directory, variables.</summary>
    public SandboxCommand Command { get; }

    /// <summary>Its standard input; at the end once whoever started it has closed that.</summary>
    public TextReader Input { get; }

    /// <summary>Its standard output. A write waits when some 64 KiB have not been read.</summary>
    public TextWriter Output { get; }

    /// <summary>Its standard error. A write never waits; of what is not read the last 64 KiB are kept.</summary>
    public TextWriter ErrorOutput { get; }
}
