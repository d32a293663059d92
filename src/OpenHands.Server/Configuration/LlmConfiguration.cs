namespace OpenHands.Server;

/// <summary>A model and how to reach it: one <c>[llm]</c> group of a configuration. Its text form hides the keys.</summary>
public sealed record LlmConfiguration
{
    /// <summary>Name of the model. Default <c>gpt-4o</c>.</summary>
    public string Model { get; init; } = "gpt-4o";

    /// <summary>Key of the model's service.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Address of the model's service.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Version of the service's interface, where it asks for one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Name of the provider, where the model's name does not say it.</summary>
    public string? CustomLlmProvider { get; init; }

    /// <summary>Address of an Ollama server whose models are offered too.</summary>
    public string? OllamaBaseUrl { get; init; }

    /// <summary>Key of an AWS account.</summary>
    public Secret? AwsAccessKeyId { get; init; }

    /// <summary>The secret that belongs to <see cref="AwsAccessKeyId"/>.</summary>
    public Secret? AwsSecretAccessKey { get; init; }

    /// <summary>Region of AWS.</summary>
    public string? AwsRegionName { get; init; }

    /// <summary>How the model chooses words, 0 to 2. Default 0.</summary>
    public double Temperature { get; init; }

    /// <summary>Which words the model chooses from, more than 0 to 1. Default 0.5.</summary>
    public double TopP { get; init; } = 0.5;

    /// <summary>How long one answer may take; <see langword="null"/>, the default, for as long as the client of the service allows.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a request that failed for a passing reason is made again. Default 8.</summary>
    public int NumRetries { get; init; } = 8;

    /// <summary>By what the wait grows with each time. Default 2.</summary>
    public double RetryMultiplier { get; init; } = 2;

    /// <summary>The shortest wait before one is made again. Default 15 s.</summary>
    public TimeSpan RetryMinWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait. Default 120 s.</summary>
    public TimeSpan RetryMaxWait { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Most characters of one message that the model is shown. Default 10,000.</summary>
    public int MaxMessageChars { get; init; } = 10_000;

    /// <summary>Most tokens of a request; <see langword="null"/>, the default, for what the model takes.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most tokens of an answer; <see langword="null"/>, the default, for what the model gives.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What a token of a request costs, in US dollars, where that is not known by the model's name.</summary>
    public double? InputCostPerToken { get; init; }

    /// <summary>What a token of an answer costs, in US dollars.</summary>
    public double? OutputCostPerToken { get; init; }

    /// <summary>Whether settings that the model does not know are left out.</summary>
    public bool? DropParams { get; init; }

    /// <summary>Whether pictures are kept from the model.</summary>
    public bool? DisableVision { get; init; }

    /// <summary>Whether the beginning of prompts is cached by the service. Default <see langword="false"/>.</summary>
    public bool CachingPrompt { get; init; }

    /// <summary>Name of the model that makes embeddings. Default <c>local</c>.</summary>
    public string EmbeddingModel { get; init; } = "local";

    /// <summary>Address of the service that makes embeddings.</summary>
    public string? EmbeddingBaseUrl { get; init; }

    /// <summary>Name under which that model is deployed.</summary>
    public string? EmbeddingDeploymentName { get; init; }
}
