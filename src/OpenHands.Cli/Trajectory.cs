using System.Text.Json;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Cli;

/// <summary>The events of a session as one JSON array, in the form of OpenHands 0.9.3.</summary>
internal static class Trajectory
{
    /// <summary>Writes every event of a stream. The file is complete or not there.</summary>
    public static async Task WriteAsync(string path, EventStream events, CancellationToken cancellationToken = default)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new StreamWriter(temporary))
            {
                var separator = "[\n";
                await foreach (var recorded in events.ReadAsync(cancellationToken: cancellationToken))
                {
                    await file.WriteAsync(separator);
                    await file.WriteAsync(EventSerializer.Default.ToJson(recorded));
                    separator = ",\n";
                }

                await file.WriteAsync(separator.StartsWith('[') ? "[]\n" : "\n]\n");
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a trajectory: an array, or an event a line as sessions are stored.</summary>
    /// <exception cref="UsageException">It is none; the message says where.</exception>
    public static async Task<IReadOnlyList<AgentEvent>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var index = 0;
        try
        {
            var events = new List<AgentEvent>();
            await using var file = File.OpenRead(path);
            await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(file, topLevelValues: await BeginsWithObjectAsync(file), cancellationToken: cancellationToken))
            {
                events.Add(EventSerializer.Default.Read(element));
                index++;
            }

            return events;
        }
        catch (Exception exception) when (exception is JsonException or EventFormatException)
        {
            throw new UsageException($"{path} is no trajectory: event {index}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {exception.Message}");
        }
    }

    private static async Task<bool> BeginsWithObjectAsync(FileStream file)
    {
        var buffer = new byte[256];
        var read = await file.ReadAsync(buffer);
        file.Position = 0;
        return buffer.AsSpan(0, read).TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }
}
