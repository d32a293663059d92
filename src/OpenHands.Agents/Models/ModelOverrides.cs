namespace OpenHands.Agents;

/// <summary>What one session wants other than the configuration: the web client's <c>LLM_MODEL</c>, <c>LLM_API_KEY</c> and <c>LLM_BASE_URL</c>.</summary>
/// <remarks>Used for the client that is made with them, and for nothing else: never stored, never logged.</remarks>
public sealed record ModelOverrides
{
    /// <summary>A model's name at the endpoint, or the name of a configured group; <see langword="null"/> or empty for the configured one.</summary>
    public string? Model { get; init; }

    /// <summary>A key; <see langword="null"/> for the configured one, which is sent only to the configured endpoint.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>An endpoint; <see langword="null"/> for the configured one. With it the configured key is not sent: it is not for that endpoint.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The options with these in their place.</summary>
    internal ModelOptions ApplyTo(ModelOptions options) => options with
    {
        Model = string.IsNullOrWhiteSpace(Model) ? options.Model : Model,
        BaseUrl = BaseUrl ?? options.BaseUrl,
        ApiKey = ApiKey ?? (BaseUrl is null || BaseUrl == options.BaseUrl ? options.ApiKey : null),
    };
}
