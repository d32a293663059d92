using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Reads the lines of a streamed execution, each no longer than a limit.</summary>
/// <param name="host">Who sends.</param>
/// <param name="stream">The body; disposed with the reader.</param>
/// <param name="limit">Most bytes of one line.</param>
internal sealed class ExecutionLineReader(string host, Stream stream, int limit) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024));

    /// <summary>The next line; <see langword="null"/> at the end.</summary>
    /// <exception cref="ExecutorProtocolException">It is too long, or not what belongs here.</exception>
    public async Task<ExecutionLine?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Parse(result.Buffer.Slice(0, end));
                _reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.Buffer.Length > limit)
            {
                throw new ExecutorProtocolException($"{host} sent a line of more than {limit} bytes, the most that is taken. It may be broken or hostile; MaxAnswerBytes sets the limit.");
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    private ExecutionLine Parse(ReadOnlySequence<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EventSerializer.MaxDepth });
            return JsonSerializer.Deserialize(ref reader, ExecutorJsonContext.Default.ExecutionLine)
                ?? throw new ExecutorProtocolException($"{host} sent null where a line of a streamed execution belongs.");
        }
        catch (JsonException exception)
        {
            throw new ExecutorProtocolException($"{host} sent a line that is no JSON of a streamed execution: {exception.Message}", exception);
        }
    }
}
