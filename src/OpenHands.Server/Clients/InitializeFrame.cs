using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands.Server.Clients;

/// <summary>Reads what a client chose: <c>{"action":"initialize","args":{"LLM_MODEL":"…",…}}</c>. An empty text means that it is not set; an empty analyzer means none. <c>null</c> gives a choice back.</summary>
internal static class InitializeFrame
{
    public static SessionSettings Read(JsonElement frame)
    {
        if (!frame.TryGetProperty("args", out var args) || args.ValueKind == JsonValueKind.Null)
        {
            return new SessionSettings();
        }

        if (args.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException("'args' of 'initialize' must be an object.");
        }

        return new SessionSettings
        {
            Agent = Text(args, "AGENT"),
            Model = Text(args, "LLM_MODEL"),
            ApiKey = Text(args, "LLM_API_KEY"),
            BaseUrl = Text(args, "LLM_BASE_URL"),
            ConfirmationMode = Flag(args, "CONFIRMATION_MODE"),
            SecurityAnalyzer = Text(args, "SECURITY_ANALYZER", keepEmpty: true),
            MaxIterations = Count(args, "MAX_ITERATIONS"),
            GivenBack = GivenBack(args, "AGENT", SessionChoices.Agent) | GivenBack(args, "LLM_MODEL", SessionChoices.Model)
                | GivenBack(args, "LLM_API_KEY", SessionChoices.ApiKey) | GivenBack(args, "LLM_BASE_URL", SessionChoices.BaseUrl)
                | GivenBack(args, "CONFIRMATION_MODE", SessionChoices.ConfirmationMode) | GivenBack(args, "SECURITY_ANALYZER", SessionChoices.SecurityAnalyzer)
                | GivenBack(args, "MAX_ITERATIONS", SessionChoices.MaxIterations),
        };
    }

    private static SessionChoices GivenBack(JsonElement args, string name, SessionChoices choice) =>
        args.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null ? choice : SessionChoices.None;

    private static string? Text(JsonElement args, string name, bool keepEmpty = false)
    {
        if (!args.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.String ? throw new EventFormatException($"'{name}' of 'initialize' must be a string.")
            : value.GetString() is { Length: > 0 } text ? text
            : keepEmpty ? "" : null;
    }

    private static bool? Flag(JsonElement args, string name) => !args.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.String when value.ValueEquals(""u8) => null,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
        _ => throw new EventFormatException($"'{name}' of 'initialize' must be true or false."),
    };

    private static int? Count(JsonElement args, string name)
    {
        if (!args.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8)))
        {
            return null;
        }

        var isNumber = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt32(out var number)
            : int.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : "", out number);
        return isNumber && number >= 1 ? number : throw new EventFormatException($"'{name}' of 'initialize' must be a whole number, 1 or more.");
    }
}
