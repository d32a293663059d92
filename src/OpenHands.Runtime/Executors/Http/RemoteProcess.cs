using System.Net.WebSockets;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>A program in a sandbox somewhere else, carried by one WebSocket. It ends when the connection does.</summary>
internal sealed class RemoteProcess : ISandboxProcess
{
    private readonly string _host;
    private readonly ProcessSocket _socket;
    private readonly TimeSpan _answerTimeout;
    private readonly TimeProvider _time;
    private readonly Action<RemoteProcess> _onDisposed;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessInputStream _input;
    private readonly ProcessOutputStream _output;
    private readonly ProcessOutputStream _error;
    private readonly Task _receiving;
    private readonly Lock _gate = new();
    private Task? _disposal;

    public RemoteProcess(string host, ProcessSocket socket, TimeSpan answerTimeout, TimeProvider time, Action<RemoteProcess> onDisposed)
    {
        _host = host;
        _socket = socket;
        _answerTimeout = answerTimeout;
        _time = time;
        _onDisposed = onDisposed;
        _input = new ProcessInputStream(socket);
        _output = new ProcessOutputStream(socket, ProcessFrame.OutputCredit, ProcessSocket.Window);
        _error = new ProcessOutputStream(socket, ProcessFrame.ErrorCredit, ProcessSocket.ErrorWindow);
        _receiving = ReceiveAsync();
    }

    public Stream Input => _input;

    public Stream Output => _output;

    public Stream ErrorOutput => _error;

    public Task<int> Completion => _completion.Task;

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= KillAsync());
        }
    }

    private async Task KillAsync()
    {
        try
        {
            await _socket.SendAsync(new ProcessControl { Kill = true }, CancellationToken.None).WaitAsync(_answerTimeout, _time).ConfigureAwait(false);
            await _receiving.WaitAsync(_answerTimeout, _time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            // The connection is gone, and by that the program.
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
        _onDisposed(this);
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (await _socket.ReceiveAsync(_stop.Token).ConfigureAwait(false) is var (frame, payload))
            {
                Take(frame, payload);
            }
        }
        catch (InvalidDataException exception)
        {
            failure = new ExecutorProtocolException($"{_host} answered nonsense about a program: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            failure = new RuntimeUnavailableException($"The connection to {_host} broke, and the program there ended with it.", innerException: exception);
        }

        failure ??= new RuntimeUnavailableException($"{_host} stopped, and the program there with it.");
        _completion.TrySetException(failure);
        _ = _completion.Task.Exception;
        _input.Close(failure);
        _output.End(failure);
        _error.End(failure);
    }

    private void Take(ProcessFrame frame, ReadOnlyMemory<byte> payload)
    {
        switch (frame)
        {
            case ProcessFrame.Output:
                _output.Add(payload);
                break;
            case ProcessFrame.Error:
                _error.Add(payload);
                break;
            case ProcessFrame.InputCredit:
                _input.Give(ProcessSocket.ParseCredit(payload));
                break;
            case ProcessFrame.Input:
                _input.Close(new IOException("Nobody reads the input of the program any more."));
                break;
            case ProcessFrame.Control when ProcessSocket.Parse(payload).ExitCode is { } exitCode:
                _completion.TrySetResult(exitCode);
                break;
            default:
                throw new InvalidDataException($"A message of kind {frame} does not belong here.");
        }
    }
}
