using System.Net.WebSockets;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands;

// Programs beside the shell.
public sealed partial class HttpActionExecutor
{
    private readonly Lock _processGate = new();
    private readonly HashSet<RemoteProcess> _processes = [];

    /// <inheritdoc />
    public async Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.ThrowIfInvalid();
        var what = $"start of {command.Program}";
        var socket = new ProcessSocket(await OpenSocketAsync(ExecutorRoutes.Process, "", what, cancellationToken).ConfigureAwait(false));
        try
        {
            await BeginAsync(socket, command, what, cancellationToken).ConfigureAwait(false);
            return Own(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task BeginAsync(ProcessSocket socket, SandboxCommand command, string what, CancellationToken cancellationToken)
    {
        var start = new ProcessStart(command.Program, [.. command.Arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            Environment = new Dictionary<string, string>(command.Environment),
        };
        using var deadline = _connection.Deadline(_options.AnswerTimeout, cancellationToken);
        try
        {
            await socket.SendAsync(new ProcessControl { Start = start }, deadline.Token).ConfigureAwait(false);
            var answer = await socket.ReceiveAsync(deadline.Token).ConfigureAwait(false) is (ProcessFrame.Control, var payload) ? ProcessSocket.Parse(payload) : null;
            if (answer?.Status is not { } status)
            {
                throw new ExecutorProtocolException($"{_connection.Host} did not say whether {command.Program} was started.");
            }

            if (status != 200)
            {
                throw ExecutorErrors.For(
                    _connection.Host, status, JsonSerializer.SerializeToUtf8Bytes(answer.Answer.GetValueOrDefault(), ExecutorJsonContext.Default.JsonElement));
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ExecutorProtocolException($"{_connection.Host} answered nonsense about a program: {exception.Message}", exception);
        }
        catch (WebSocketException exception)
        {
            throw new RuntimeUnavailableException($"{_connection.Host} is not reached any more: {exception.Message} ({what}; it ended with the connection).", isTransient: true, exception);
        }
        catch (OperationCanceledException exception) when (deadline.Token.IsCancellationRequested)
        {
            throw deadline.Explain(_connection.Host, what, exception);
        }
    }

    private RemoteProcess Own(ProcessSocket socket)
    {
        var process = new RemoteProcess(_connection.Host, socket, _options.AnswerTimeout, _time, Forget);
        lock (_processGate)
        {
            _processes.Add(process);
        }

        return process;
    }

    private void Forget(RemoteProcess process)
    {
        lock (_processGate)
        {
            _processes.Remove(process);
        }
    }

    private Task KillProcessesAsync()
    {
        RemoteProcess[] processes;
        lock (_processGate)
        {
            processes = [.. _processes];
        }

        return Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
    }
}
