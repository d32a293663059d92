using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OpenHands.Security;

/// <summary>The rules of a <see cref="RulesAnalyzer"/>: data that people can read, change and exchange as JSON.</summary>
/// <remarks>Immutable. In each list the first rule that fits counts; over everything that an action does, the worst verdict counts. What no rule knows is <see cref="SecurityRisk.Unknown"/>.</remarks>
public sealed record SecurityPolicy
{
    /// <summary>Longest text that <see cref="Parse"/> reads, in characters: 1 Mi.</summary>
    public const int MaxTextLength = 1024 * 1024;

    private static readonly StringList s_workspace = ["/workspace", "/tmp"];

    private static readonly Lazy<SecurityPolicy> s_default = new(static () =>
    {
        using var stream = typeof(SecurityPolicy).Assembly.GetManifestResourceStream("OpenHands.Security.default-policy.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    });

    /// <summary>
    /// The rules that are used when nobody names others: looking around and working in the workspace is low; running the project's own tools and downloading is medium;
    /// keys, other people's files, devices, deleting whole trees, sending data out and running what was downloaded is high.
    /// </summary>
    public static SecurityPolicy Default => s_default.Value;

    /// <summary>Absolute directories that are the agent's own; relative paths begin in the first. Default <c>/workspace</c> and <c>/tmp</c>.</summary>
    public StringList Workspace { get; init => field = value ?? s_workspace; } = s_workspace;

    /// <summary>What to think of programs.</summary>
    public required IReadOnlyList<CommandRule> Commands { get; init; }

    /// <summary>What to think of paths.</summary>
    public required IReadOnlyList<PathRule> Paths { get; init; }

    /// <summary>What to think of machines.</summary>
    public required IReadOnlyList<HostRule> Hosts { get; init; }

    /// <summary>What to think of modules, functions and methods of Python.</summary>
    public required IReadOnlyList<NameRule> Code { get; init; }

    /// <summary>What to think of setting variables of the shell.</summary>
    public required IReadOnlyList<NameRule> Variables { get; init; }

    /// <summary>Reads a policy.</summary>
    /// <param name="json">An object as <see cref="ToJson"/> writes it. Comments and trailing commas are taken; names that do not exist are not.</param>
    /// <exception cref="FormatException">It is no policy; the message says what is wrong and where.</exception>
    public static SecurityPolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxTextLength)
        {
            throw new FormatException($"The policy has {json.Length:N0} characters; at most {MaxTextLength:N0} are read.");
        }

        SecurityPolicy policy;
        try
        {
            policy = JsonSerializer.Deserialize(json, PolicyJson) ?? throw new FormatException("The policy is null. It must be an object with commands, paths, hosts, code and variables.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The policy cannot be read: {Explain(exception)}", exception);
        }

        policy.ThrowIfInvalid();
        return policy;
    }

    /// <summary>The policy as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PolicyJson);

    private static JsonTypeInfo<SecurityPolicy> PolicyJson => PolicyJsonContext.Default.SecurityPolicy;

    // What the JSON library says, for whoever writes policies: neither names of types nor counts from zero.
    private static string Explain(JsonException exception)
    {
        const string missing = "missing required properties";
        var end = exception.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var reason = end < 0 ? exception.Message : exception.Message[..end];
        reason = reason.Contains("could not be converted", StringComparison.Ordinal) ? "this is not the kind of value that belongs here."
            : reason.Contains("could not be mapped", StringComparison.Ordinal) ? "there is nothing of this name in a policy."
            : reason.IndexOf(missing, StringComparison.Ordinal) is >= 0 and var at ? $"there are {reason[at..]}"
            : reason;
        var place = exception.Path is { Length: > 2 } path ? $", {path}" : "";
        return exception is { LineNumber: { } line, BytePositionInLine: { } column } ? $"line {line + 1}, column {column + 1}{place}: {reason}" : reason;
    }

    private void ThrowIfInvalid()
    {
        if (Workspace is not { Count: > 0 } || Workspace.Any(directory => directory.Length < 2 || directory[0] != '/'))
        {
            throw new FormatException("The policy's workspace must name at least one absolute directory, and not /.");
        }

        Check("commands", Commands, rule => (rule.Programs, rule.Reason, rule.Risk));
        Check("paths", Paths, rule => (rule.Paths, rule.Reason, rule.Risk));
        Check("hosts", Hosts, rule => (rule.Hosts, rule.Reason, rule.Risk));
        Check("code", Code, rule => (rule.Names, rule.Reason, rule.Risk));
        Check("variables", Variables, rule => (rule.Names, rule.Reason, rule.Risk));
    }

    private static void Check<TRule>(string list, IReadOnlyList<TRule>? rules, Func<TRule, (StringList? Names, string? Reason, SecurityRisk Risk)> parts)
        where TRule : class
    {
        if (rules is null)
        {
            throw new FormatException($"The policy's list '{list}' is null. Leave it empty to have no such rules.");
        }

        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is null || parts(rules[i]) is var (names, reason, risk)
                && (names is not { Count: > 0 } || names.Any(string.IsNullOrEmpty) || string.IsNullOrWhiteSpace(reason) || !Enum.IsDefined(risk)))
            {
                throw new FormatException($"Rule {i} of the policy's list '{list}' must name what it is about, without empty names, a risk, and a reason.");
            }
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [typeof(SnakeCaseEnum<SecurityRisk>), typeof(SnakeCaseEnum<PathAccess>), typeof(SnakeCaseEnum<OperandUse>)])]
[JsonSerializable(typeof(SecurityPolicy))]
internal sealed partial class PolicyJsonContext : JsonSerializerContext;

// The words of policies: low, pattern_then_read. Numbers are no words.
internal sealed class SnakeCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
