using OpenHands.Agents;

/// <summary>The model that the environment names, as OpenHands 0.9.3 reads it.</summary>
internal static class Models
{
    /// <summary><see langword="null"/> when it names none.</summary>
    /// <exception cref="InvalidOperationException">The address is none, or it is unclear whether images are switched off.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static ModelOptions? OfEnvironment()
    {
        var key = Keys.Take("LLM_API_KEY") is { } given ? new ApiKey(given) : null;
        if (Environment.GetEnvironmentVariable("LLM_MODEL") is not { Length: > 0 } model)
        {
            return null;
        }

        Uri? address = null;
        return Environment.GetEnvironmentVariable("LLM_BASE_URL") is { Length: > 0 } url && !Uri.TryCreate(url, UriKind.Absolute, out address)
            ? throw new InvalidOperationException("LLM_BASE_URL is no address: it must begin with http:// or https://.")
            : new ModelOptions { Model = model, BaseUrl = address, ApiKey = key, Vision = VisionOf(Environment.GetEnvironmentVariable("LLM_DISABLE_VISION")) };
    }

    // Whether a model takes pictures is not asked of its endpoint: somebody has to say so.
    private static bool? VisionOf(string? disabled) => disabled?.ToUpperInvariant() switch
    {
        null or "" => null,
        "FALSE" or "0" => true,
        "TRUE" or "1" => false,
        _ => throw new InvalidOperationException($"LLM_DISABLE_VISION is '{disabled}'; it must be true or false."),
    };
}
