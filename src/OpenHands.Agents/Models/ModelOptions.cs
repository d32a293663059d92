namespace OpenHands.Agents;

/// <summary>One model: where it is, what it can do, and what it costs. What configurations call a group of model settings.</summary>
public sealed record ModelOptions
{
    /// <summary>The provider that is built in: every endpoint that speaks OpenAI's chat completions.</summary>
    public const string OpenAIProvider = "openai";

    /// <summary>The name by which it is asked for. Default <c>llm</c>, the group that counts where no other is named.</summary>
    public string Name { get; init; } = "llm";

    /// <summary>Who makes the client: <see cref="OpenAIProvider"/>, the default, or one that was registered. A prefix of <see cref="Model"/>, such as <c>openai/</c>, outranks it.</summary>
    public string Provider { get; init; } = OpenAIProvider;

    /// <summary>The model's name at its endpoint. Default <c>gpt-4o</c>.</summary>
    public string Model { get; init; } = "gpt-4o";

    /// <summary>The endpoint, with its version: <c>http://127.0.0.1:8080/v1</c>. Default <see langword="null"/>: the provider's own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The key; <see langword="null"/>, the default, for an endpoint that wants none.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>How it says what it wants to do. Default <see cref="ModelDialect.Tools"/>.</summary>
    public ModelDialect Dialect { get; init; }

    /// <summary>Whether it takes images: <see langword="false"/> when they are switched off, <see langword="null"/>, the default, when it is not known to. It is sent none in either case.</summary>
    public bool? Vision { get; init; }

    /// <summary>Tokens that a question and its answer may have together. Default 128,000. Between 2,000 and 100 million.</summary>
    public int ContextTokens { get; init; } = 128_000;

    /// <summary>Tokens that an answer may have. Default 4,096. Between 100 and half of <see cref="ContextTokens"/>.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>Most characters that the model sees of one observation; the rest is cut out of the middle. Default 10,000. Between 100 and 10 million.</summary>
    public int MaxMessageLength { get; init; } = 10_000;

    /// <summary>0 to 2; <see langword="null"/> for the endpoint's own. Default 0.</summary>
    public double? Temperature { get; init; } = 0;

    /// <summary>0 to 1; <see langword="null"/>, the default, for the endpoint's own.</summary>
    public double? TopP { get; init; }

    /// <summary>US dollars for a million tokens of a question. Default 0.</summary>
    public double InputPrice { get; init; }

    /// <summary>US dollars for a million tokens of a question that the endpoint had cached; <see langword="null"/>, the default, for <see cref="InputPrice"/>.</summary>
    public double? CachedInputPrice { get; init; }

    /// <summary>US dollars for a million tokens of an answer. Default 0.</summary>
    public double OutputPrice { get; init; }

    /// <summary>How often a question is asked again when the endpoint is overloaded (408, 429, 5xx) or its connection breaks; at most twice when nobody is there. Default 8. Between 0 and 100.</summary>
    public int MaxRetries { get; init; } = 8;

    /// <summary>The pause before the first repetition; each later one is about twice as long. What the endpoint asks for (<c>Retry-After</c>) outranks it. Default 1 s.</summary>
    public TimeSpan RetryMinWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause. Default 60 s. Not less than <see cref="RetryMinWait"/>, at most an hour.</summary>
    public TimeSpan RetryMaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one answer may take, from the question to its last word, with all repetitions. Default 10 minutes. Between 1 s and a day.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What calls of the model cost.</summary>
    /// <param name="inputTokens">Tokens of the questions, cached ones included.</param>
    /// <param name="outputTokens">Tokens of the answers.</param>
    /// <param name="cachedInputTokens">Those of the questions that the endpoint had cached.</param>
    /// <returns>US dollars.</returns>
    public double CostOf(long inputTokens, long outputTokens, long cachedInputTokens = 0)
    {
        var cached = Math.Clamp(cachedInputTokens, 0, Math.Max(inputTokens, 0));
        return (((inputTokens - cached) * InputPrice) + (cached * (CachedInputPrice ?? InputPrice)) + (outputTokens * OutputPrice)) / 1_000_000;
    }

    /// <summary>Throws when the options cannot be.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message names every one that is.</exception>
    internal void ThrowIfInvalid()
    {
        var problems = new List<string>();
        Require(!string.IsNullOrWhiteSpace(Name), "Name is empty.");
        Require(!string.IsNullOrWhiteSpace(Model), "Model is empty; it must be the model's name at its endpoint.");
        Require(!string.IsNullOrWhiteSpace(Provider), "Provider is empty.");
        Require(BaseUrl is null || (BaseUrl.IsAbsoluteUri && BaseUrl.Scheme is "http" or "https"), $"BaseUrl is {BaseUrl}; it must be an address that begins with http:// or https://.");
        Require(BaseUrl is not { IsAbsoluteUri: true, UserInfo.Length: > 0 }, "BaseUrl holds a user name or a password; give the key as ApiKey.");
        Require(ContextTokens is >= 2_000 and <= 100_000_000, $"ContextTokens is {ContextTokens}; it must be between 2,000 and 100 million.");
        Require(MaxOutputTokens >= 100 && MaxOutputTokens <= ContextTokens / 2, $"MaxOutputTokens is {MaxOutputTokens}; it must be between 100 and half of ContextTokens, {ContextTokens / 2}.");
        Require(MaxMessageLength is >= 100 and <= 10_000_000, $"MaxMessageLength is {MaxMessageLength}; it must be between 100 and 10 million.");
        Require(Temperature is null or (>= 0 and <= 2), $"Temperature is {Temperature}; it must be between 0 and 2, or null.");
        Require(TopP is null or (>= 0 and <= 1), $"TopP is {TopP}; it must be between 0 and 1, or null.");
        Require(IsPrice(InputPrice) && IsPrice(OutputPrice) && IsPrice(CachedInputPrice ?? 0), "A price is negative or no number; prices are US dollars for a million tokens.");
        Require(MaxRetries is >= 0 and <= 100, $"MaxRetries is {MaxRetries}; it must be between 0 and 100.");
        Require(RetryMinWait >= TimeSpan.Zero && RetryMaxWait >= RetryMinWait && RetryMaxWait <= TimeSpan.FromHours(1), $"RetryMinWait is {RetryMinWait} and RetryMaxWait {RetryMaxWait}; they must be 0 or more, in this order, and at most an hour.");
        Require(Timeout >= TimeSpan.FromSeconds(1) && Timeout <= TimeSpan.FromDays(1), $"Timeout is {Timeout}; it must be between 1 s and a day.");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The model '{Name}' cannot be used. {string.Join(' ', problems)}");
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }

    private static bool IsPrice(double price) => double.IsFinite(price) && price >= 0;
}
