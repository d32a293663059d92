using System.IO.Pipelines;
using System.Text;

namespace OpenHands.Testing;

/// <summary>A scripted program while it runs, as whoever started it sees it.</summary>
internal sealed class FakeProcess : ISandboxProcess
{
    // 128 and the number of SIGKILL.
    private const int Killed = 137;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly TailStream _errorOutput = new();
    private readonly CancellationTokenSource _kill;
    private bool _isDisposed;

    private FakeProcess(SandboxCommand command, Func<FakeProgram, CancellationToken, Task<int>> body, CancellationToken lost, CancellationToken stopped)
    {
        _kill = CancellationTokenSource.CreateLinkedTokenSource(lost, stopped);
        Input = _input.Writer.AsStream();
        Output = _output.Reader.AsStream();
        var program = new FakeProgram(
            command,
            new StreamReader(_input.Reader.AsStream(leaveOpen: true), s_utf8),
            new StreamWriter(_output.Writer.AsStream(leaveOpen: true), s_utf8) { AutoFlush = true },
            new StreamWriter(_errorOutput.Writer, s_utf8) { AutoFlush = true });
        Completion = Task.Run(() => RunAsync(program, body, lost));
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream ErrorOutput => _errorOutput;

    public Task<int> Completion { get; }

    public static FakeProcess Start(SandboxCommand command, Func<FakeProgram, CancellationToken, Task<int>> body, CancellationToken lost, CancellationToken stopped) =>
        new(command, body, lost, stopped);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _kill.CancelAsync().ConfigureAwait(false);
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Input.DisposeAsync().ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
        _kill.Dispose();
    }

    private async Task<int> RunAsync(FakeProgram program, Func<FakeProgram, CancellationToken, Task<int>> body, CancellationToken lost)
    {
        Exception? failure = null;
        try
        {
            return await body(program, _kill.Token).WaitAsync(_kill.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_kill.IsCancellationRequested)
        {
            return lost.IsCancellationRequested
                ? throw new RuntimeUnavailableException($"The connection to the fake sandbox was lost while {Summary.Of(program.Command)} ran.")
                : Killed;
        }
        catch (Exception exception)
        {
            failure = new RuntimeAssertionException($"The script of {Summary.Of(program.Command)} failed: {exception.Message}", exception);
            throw failure;
        }
        finally
        {
            await _output.Writer.CompleteAsync(failure).ConfigureAwait(false);
            await _input.Reader.CompleteAsync(new IOException($"{Summary.Of(program.Command)} has ended and reads no more.")).ConfigureAwait(false);
            _errorOutput.Complete();
        }
    }
}
