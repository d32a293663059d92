using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenHands.Protocol;

namespace OpenHands.Plugins;

/// <summary>A running process of a plugin: one line out, one line in. Its user asks one thing at a time.</summary>
internal sealed partial class PluginProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_lastWordsWait = TimeSpan.FromSeconds(1);

    private readonly PluginContext _context;
    private readonly ISandboxProcess _process;
    private readonly BoundedLineReader _lines;
    private readonly LastWords _lastWords;

    private PluginProcess(PluginContext context, ISandboxProcess process, int maxLineBytes)
    {
        _context = context;
        _process = process;
        _lines = new BoundedLineReader(process.Output, maxLineBytes);
        _lastWords = new LastWords(process.ErrorOutput);
    }

    public bool HasEnded => _process.Completion.IsCompleted;

    /// <exception cref="IOException">It does not start; the message says why.</exception>
    public static async Task<PluginProcess> StartAsync(PluginContext context, SandboxCommand command, int maxLineBytes, CancellationToken cancellationToken) =>
        new(context, await context.Executor.StartProcessAsync(command, cancellationToken).ConfigureAwait(false), maxLineBytes);

    /// <summary>Waits for the first line.</summary>
    /// <exception cref="InvalidOperationException">It is no hello, or the process ended.</exception>
    public async Task<PluginHello> ReadHelloAsync(CancellationToken cancellationToken)
    {
        var line = await ReadAsync("said hello", cancellationToken).ConfigureAwait(false);
        try
        {
            return PluginHello.Parse(line);
        }
        catch (JsonException exception)
        {
            throw Nonsense("instead of its hello", line, exception.Message);
        }
    }

    /// <summary>Sends an action and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">What comes is no answer to it, or the process ended. It cannot be asked again.</exception>
    /// <exception cref="IOException">The process does not read any more.</exception>
    public async Task<Observation> AskAsync(AgentAction action, EventSerializer serializer, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        serializer.Write(action, buffer);
        await WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        var line = await ReadAsync($"answered the action '{action.ActionType}'", cancellationToken).ConfigureAwait(false);
        AgentEvent answer;
        try
        {
            answer = serializer.Read(line);
        }
        catch (EventFormatException exception)
        {
            throw Nonsense($"instead of an answer to the action '{action.ActionType}'", line, exception.Message);
        }

        return answer is Observation observation && observation.Cause == action.Id
            ? observation with { Id = AgentEvent.Unassigned, Timestamp = null, Source = null, Cause = null }
            : throw Nonsense($"instead of an answer to the action '{action.ActionType}'", line, $"It must be an observation with \"cause\":{action.Id}.");
    }

    /// <summary>Tells it to end, and waits for that.</summary>
    public async Task SayGoodbyeAsync(TimeSpan patience)
    {
        if (HasEnded)
        {
            return;
        }

        try
        {
            var buffer = new ArrayBufferWriter<byte>(32);
            buffer.Write("{\"shutdown\":{}}"u8);
            using var stop = new CancellationTokenSource(patience, _context.Time);
            await WriteAsync(buffer, stop.Token).ConfigureAwait(false);
            await _process.Input.DisposeAsync().ConfigureAwait(false);
            await _process.Completion.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException or RuntimeException)
        {
            // It will be killed.
            LogNoFarewell(_context.Logger, exception, _context.PluginName);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        await _lines.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync(ArrayBufferWriter<byte> line, CancellationToken cancellationToken)
    {
        line.Write("\n"u8);
        try
        {
            await _process.Input.WriteAsync(line.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await _process.Input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (HasEnded)
        {
            throw await EndedAsync("took the action").ConfigureAwait(false);
        }
    }

    private async Task<byte[]> ReadAsync(string expected, CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw await EndedAsync(expected).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidOperationException($"The process of the plugin '{_context.PluginName}' printed too much: {exception.Message}", exception);
        }
    }

    // Its output has ended; its process may take a moment longer, or only have closed its output.
    private async Task<InvalidOperationException> EndedAsync(string expected)
    {
        using var stop = new CancellationTokenSource(s_lastWordsWait, _context.Time);
        var words = await _lastWords.ReadAsync(stop.Token).ConfigureAwait(false);
        await ((Task)_process.Completion).WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var how = _process.Completion.IsCompletedSuccessfully ? $"ended with exit code {await _process.Completion.ConfigureAwait(false)}" : "closed its output";
        return new InvalidOperationException(
            $"The process of the plugin '{_context.PluginName}' {how} before it had {expected}. {(words.Length == 0 ? "It printed no error." : $"Its last words: {words}")}");
    }

    private InvalidOperationException Nonsense(string place, ReadOnlySpan<byte> line, string reason)
    {
        const int most = 200;
        var beginning = Encoding.UTF8.GetString(line[..Math.Min(line.Length, most)]);
        return new InvalidOperationException(
            $"The process of the plugin '{_context.PluginName}' printed '{beginning}{(line.Length > most ? "…" : "")}' {place}. {reason} Its standard output is for the protocol only: print notes on standard error.");
    }

    [LoggerMessage(LogLevel.Debug, "The process of the plugin {Plugin} did not end when it was asked to.")]
    private static partial void LogNoFarewell(ILogger logger, Exception exception, string plugin);
}
