using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Replaces registered secrets by <c>&lt;secret_hidden&gt;</c>, also where they are escaped or encoded.</summary>
/// <remarks>
/// Found are the secret itself, its JSON-escaped and URL-encoded forms, and its base64 form, alone or inside something longer. Safe for
/// concurrent use. Costs nothing while no secret is registered.
/// </remarks>
public sealed class SecretMasker
{
    /// <summary>Stands where a secret was.</summary>
    public const string Marker = "<secret_hidden>";

    /// <summary>Fewest characters of a secret.</summary>
    public const int MinimumLength = 6;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _variants = new(StringComparer.Ordinal);
    private readonly EventSerializer _serializer;
    private SecretPattern? _pattern;

    /// <summary>A masker without secrets.</summary>
    /// <param name="serializer">Knows the types of the events to mask. Default <see cref="EventSerializer.Default"/>.</param>
    public SecretMasker(EventSerializer? serializer = null) => _serializer = serializer ?? EventSerializer.Default;

    /// <summary>Whether no secret is registered.</summary>
    public bool IsEmpty => Pattern is null;

    internal SecretPattern? Pattern => Volatile.Read(ref _pattern);

    /// <summary>Masks a secret from now on. Registering it again changes nothing.</summary>
    /// <exception cref="ArgumentException">The secret is shorter than <see cref="MinimumLength"/>.</exception>
    public void Register(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < MinimumLength)
        {
            throw new ArgumentException(
                $"A secret of {secret.Length} characters cannot be masked: it would also be found in ordinary words and mangle them. Use one of {MinimumLength} or more.",
                nameof(secret));
        }

        lock (_gate)
        {
            var known = _variants.Count;
            _variants.UnionWith(SecretVariants.Of(secret));
            if (_variants.Count != known)
            {
                Volatile.Write(ref _pattern, new SecretPattern(_variants));
            }
        }
    }

    /// <summary>As <see cref="Register"/>, if it is there and long enough to be masked.</summary>
    internal void TryRegister(string? secret)
    {
        if (secret is { Length: >= MinimumLength })
        {
            Register(secret);
        }
    }

    /// <summary>Masks every secret in a text.</summary>
    /// <returns>The same string when it holds none.</returns>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Pattern is { } pattern && pattern.IsIn(text) ? pattern.Replace(text) : text;
    }

    /// <summary>Masks every secret in an event: in its texts, lists, and free-form JSON including the names of members.</summary>
    /// <returns>The same event when it holds none; else one of the same type, with everything else as it was.</returns>
    /// <exception cref="EventFormatException">The event's type is not registered, so what it holds cannot be known.</exception>
    public TEvent Mask<TEvent>(TEvent agentEvent)
        where TEvent : AgentEvent
    {
        ArgumentNullException.ThrowIfNull(agentEvent);
        return Pattern is { } pattern ? (TEvent)Mask(agentEvent, pattern) : agentEvent;
    }

    /// <summary>Masks every secret in what a log shows of an exception: its message, its stack, and the exceptions inside it.</summary>
    /// <returns>The same exception when it holds none; else one of another type that reads like it. For a log, or inside an exception that is logged.</returns>
    public Exception Mask(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Pattern is not { } pattern)
        {
            return exception;
        }

        try
        {
            // Not every exception says its message when it says itself.
            var (message, stack, text) = (exception.Message ?? "", exception.StackTrace ?? "", exception.ToString() ?? "");
            return pattern.IsIn(message) || pattern.IsIn(stack) || pattern.IsIn(text)
                ? new MaskedException(pattern.Replace(message), pattern.Replace(text), pattern.Replace(stack))
                : exception;
        }
        catch (Exception)
        {
            var name = exception.GetType().ToString();
            return new MaskedException($"{name}, which fails when it is asked what happened.", name, stackTrace: null);
        }
    }

    /// <summary>A logger that masks exceptions before it hands them on.</summary>
    internal ILogger Mask(ILogger logger) => new MaskedLogger(logger, this);

    /// <summary>Masks a text that comes in pieces, such as the output of a running command.</summary>
    public StreamingMask CreateStreaming() => new(this);

    private AgentEvent Mask(AgentEvent agentEvent, SecretPattern pattern)
    {
        var masked = MaskFields(agentEvent, pattern);
        if (masked is Observation observation && pattern.IsIn(observation.Content))
        {
            masked = observation with { Content = pattern.Replace(observation.Content) };
        }

        return masked;
    }

    private AgentEvent MaskFields(AgentEvent agentEvent, SecretPattern pattern)
    {
        var type = _serializer.Types.Get(agentEvent);
        var fields = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(fields, EventSerializer.WriterOptions))
        {
            EventSerializer.WriteFields(type, agentEvent, writer);
        }

        if (!pattern.IsInJson(Encoding.UTF8.GetString(fields.WrittenSpan)))
        {
            return agentEvent;
        }

        var masked = new ArrayBufferWriter<byte>(fields.WrittenCount);
        if (!JsonMask.Rewrite(fields.WrittenSpan, masked, pattern, type))
        {
            return agentEvent;
        }

        using var document = JsonDocument.Parse(masked.WrittenMemory, EventSerializer.DocumentOptions);
        return CopyEnvelope(agentEvent, type.ReadFields(document.RootElement));
    }

    private static AgentEvent CopyEnvelope(AgentEvent from, AgentEvent to)
    {
        to = to with
        {
            Id = from.Id,
            Timestamp = from.Timestamp,
            TimestampHasZone = from.TimestampHasZone,
            Source = from.Source,
            Cause = from.Cause,
            Origin = from.Origin,
        };
        return (from, to) switch
        {
            (AgentAction action, AgentAction copy) => copy with { Timeout = action.Timeout },
            (Observation observation, Observation copy) => copy with { Content = observation.Content },
            _ => to,
        };
    }
}
