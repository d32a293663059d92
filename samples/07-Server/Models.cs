using OpenHands.Agents;

/// <summary>The model that the environment names, as OpenHands 0.9.3 reads it.</summary>
internal static class Models
{
    /// <summary><see langword="null"/> when it names none.</summary>
    /// <exception cref="InvalidOperationException">The address is none.</exception>
    public static ModelOptions? OfEnvironment()
    {
        if (Environment.GetEnvironmentVariable("LLM_MODEL") is not { Length: > 0 } model)
        {
            return null;
        }

        Uri? address = null;
        return Environment.GetEnvironmentVariable("LLM_BASE_URL") is { Length: > 0 } url && !Uri.TryCreate(url, UriKind.Absolute, out address)
            ? throw new InvalidOperationException("LLM_BASE_URL is no address: it must begin with http:// or https://.")
            : new ModelOptions { Model = model, BaseUrl = address, ApiKey = Keys.Take("LLM_API_KEY") is { } key ? new ApiKey(key) : null };
    }
}
