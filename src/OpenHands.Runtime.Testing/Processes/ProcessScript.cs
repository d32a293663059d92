using System.Runtime.ExceptionServices;

namespace OpenHands.Testing;

/// <summary>What the programs do that <c>WhenStarts</c> described. The behaviour that was set last counts.</summary>
/// <remarks>Safe for concurrent use: each start of the program runs the behaviour anew, maybe beside others.</remarks>
public sealed class ProcessScript
{
    private readonly Func<SandboxCommand, bool> _matches;
    private readonly string _description;
    private volatile Func<FakeProgram, CancellationToken, Task<int>>? _body;
    private volatile Exception? _refusal;

    internal ProcessScript(Func<SandboxCommand, bool> matches, string description)
    {
        _matches = matches;
        _description = description;
    }

    /// <summary>Plays the program by a function, on a thread of its own.</summary>
    /// <param name="body">
    /// Gets the program and a token that is cancelled when it is killed, and returns the exit code. What it throws fails
    /// <see cref="ISandboxProcess.Completion"/> and the reader of the output.
    /// </param>
    public ProcessScript Runs(Func<FakeProgram, CancellationToken, Task<int>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        _body = body;
        _refusal = null;
        return this;
    }

    /// <summary>Answers each line of its input with a line of output, and ends with exit code 0 when the input does.</summary>
    /// <param name="answer">Gets a line without its end; <see langword="null"/> prints nothing.</param>
    public ProcessScript Answers(Func<string, string?> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Runs(async (program, cancellationToken) =>
        {
            while (await program.Input.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (answer(line) is { } reply)
                {
                    await program.Output.WriteAsync($"{reply}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
                }
            }

            return 0;
        });
    }

    /// <summary>Ends at once, without reading its input.</summary>
    /// <param name="exitCode">Its exit code. Default 0.</param>
    /// <param name="output">What it prints before; default nothing.</param>
    /// <param name="errorOutput">What it complains about before; default nothing.</param>
    public ProcessScript Exits(int exitCode = 0, string output = "", string errorOutput = "")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errorOutput);
        return Runs(async (program, cancellationToken) =>
        {
            await program.ErrorOutput.WriteAsync(errorOutput.AsMemory(), cancellationToken).ConfigureAwait(false);
            await program.Output.WriteAsync(output.AsMemory(), cancellationToken).ConfigureAwait(false);
            return exitCode;
        });
    }

    /// <summary>Does not start.</summary>
    /// <param name="exception">What the start throws: a <see cref="FileNotFoundException"/> for a program that is not there.</param>
    public ProcessScript Throws(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _refusal = exception;
        return this;
    }

    /// <summary>What to play for a command; <see langword="null"/> when it is not this script's, or there is nothing yet.</summary>
    internal Func<FakeProgram, CancellationToken, Task<int>>? Find(SandboxCommand command)
    {
        if (!_matches(command))
        {
            return null;
        }

        if (_refusal is { } refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
        }

        return _body;
    }

    /// <inheritdoc />
    public override string ToString() => $"program {_description}{(_body is null && _refusal is null ? ": does nothing yet" : "")}";
}
