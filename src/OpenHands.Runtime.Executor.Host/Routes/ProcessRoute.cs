using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary><c>/process</c>: a WebSocket that carries one program beside the shell. The program ends with it.</summary>
internal sealed class ProcessRoute(HostSandbox sandbox)
{
    public async Task RunAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new HostRefusal(426, ExecutorErrorCode.InvalidBody, "A program is carried by a WebSocket: ask with Connection: Upgrade and Upgrade: websocket.");
        }

        using var socket = new ProcessSocket(await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false));
        try
        {
            if (await StartAsync(socket, context.RequestAborted).ConfigureAwait(false) is { } process)
            {
                await using (process.ConfigureAwait(false))
                {
                    await new Carrier(socket, process).RunAsync(context.RequestAborted).ConfigureAwait(false);
                }
            }

            await socket.CloseAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or InvalidDataException)
        {
            // The client has left, or talks nonsense; its program is gone with it.
        }
    }

    private async Task<ISandboxProcess?> StartAsync(ProcessSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            if (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is not (ProcessFrame.Control, var payload) || ProcessSocket.Parse(payload).Start is not { } start)
            {
                throw new ArgumentException("The first message must say what to start.");
            }

            var command = new SandboxCommand(start.Program, start.Arguments)
            {
                WorkingDirectory = start.WorkingDirectory,
                Environment = start.Environment ?? [],
            };
            var process = await sandbox.Executor.StartProcessAsync(command, cancellationToken).ConfigureAwait(false);
            await socket.SendAsync(new ProcessControl { Status = 200 }, cancellationToken).ConfigureAwait(false);
            return process;
        }
        catch (Exception exception) when (exception is not WebSocketException and not OperationCanceledException)
        {
            var answer = HostErrors.For(exception);
            using var body = JsonDocument.Parse(answer.Json);
            await socket.SendAsync(new ProcessControl { Status = answer.Status, Answer = body.RootElement }, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Moves what goes in and out of one program.</summary>
    private sealed class Carrier(ProcessSocket socket, ISandboxProcess process)
    {
        private readonly ProcessCredit _outputCredit = new(ProcessSocket.Window);
        private readonly ProcessCredit _errorCredit = new(ProcessSocket.ErrorWindow);

        // Bounded by the credit that the client has.
        private readonly Channel<byte[]> _input = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        private int _inputQueued;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var output = SendStreamAsync(process.Output, ProcessFrame.Output, _outputCredit, stop.Token);
            var error = SendStreamAsync(process.ErrorOutput, ProcessFrame.Error, _errorCredit, stop.Token);
            var input = WriteInputAsync(stop.Token);
            var exit = SendExitAsync(stop.Token);
            try
            {
                await ReceiveAsync(stop.Token).ConfigureAwait(false);
            }
            finally
            {
                // Its end is still told to a client that asked for it.
                await process.DisposeAsync().ConfigureAwait(false);
                await exit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(output, error, input).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private async Task ReceiveAsync(CancellationToken cancellationToken)
        {
            while (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is var (frame, payload))
            {
                switch (frame)
                {
                    case ProcessFrame.Input when Interlocked.Add(ref _inputQueued, payload.Length) <= ProcessSocket.Window:
                        _input.Writer.TryWrite(payload.ToArray());
                        break;
                    case ProcessFrame.OutputCredit:
                        _outputCredit.Give(ProcessSocket.ParseCredit(payload));
                        break;
                    case ProcessFrame.ErrorCredit:
                        _errorCredit.Give(ProcessSocket.ParseCredit(payload));
                        break;
                    case ProcessFrame.Control when ProcessSocket.Parse(payload).Kill == true:
                        return;
                    default:
                        throw new InvalidDataException($"A message of kind {frame} does not belong here.");
                }
            }
        }

        private async Task SendStreamAsync(Stream stream, ProcessFrame frame, ProcessCredit credit, CancellationToken cancellationToken)
        {
            var buffer = new byte[ProcessSocket.MaxPiece];
            while (true)
            {
                var allowed = await credit.TakeAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
                var read = await ReadAsync(stream, buffer.AsMemory(0, allowed), cancellationToken).ConfigureAwait(false);
                credit.Give(allowed - read);
                await socket.SendAsync(frame, buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }
            }
        }

        private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            try
            {
                return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The program was killed while we read.
                return 0;
            }
        }

        private async Task WriteInputAsync(CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var piece in _input.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (piece.Length == 0)
                    {
                        await process.Input.DisposeAsync().ConfigureAwait(false);
                        return;
                    }

                    await process.Input.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                    await process.Input.FlushAsync(cancellationToken).ConfigureAwait(false);
                    Interlocked.Add(ref _inputQueued, -piece.Length);
                    await socket.SendCreditAsync(ProcessFrame.InputCredit, piece.Length, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                await socket.SendAsync(ProcessFrame.Input, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            }
        }

        private async Task SendExitAsync(CancellationToken cancellationToken)
        {
            var exitCode = await process.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            await socket.SendAsync(new ProcessControl { ExitCode = exitCode }, cancellationToken).ConfigureAwait(false);
        }
    }
}
