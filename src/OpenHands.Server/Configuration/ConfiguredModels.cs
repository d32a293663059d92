using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents;
using OpenHands.Agents.Registration;

namespace OpenHands.Server.Configuration;

/// <summary>The models that a configuration names, as agents ask them.</summary>
internal static class ConfiguredModels
{
    private const double Million = 1_000_000;

    /// <summary>Adds every group that the configuration says something about, and which of them each agent asks. The default agent's comes first: it is the default.</summary>
    /// <exception cref="ArgumentException">A key or an address cannot be one; the message says of which group.</exception>
    public static void AddTo(IServiceCollection services, OpenHandsConfiguration read, IConfigurationSection groups)
    {
        var standard = read.LlmOf(read.DefaultAgent);
        string[] named = [.. read.Llms.Keys.Where(name => groups.GetSection(name).Exists()).OrderByDescending(name => ReferenceEquals(read.Llms[name], standard)).ThenBy(name => name, StringComparer.Ordinal)];
        foreach (var name in named)
        {
            services.AddModel(Convert(name, read.Llms[name]));
        }

        foreach (var (agent, group) in read.Agents)
        {
            if (agent != OpenHandsConfiguration.DefaultAgentGroup && group.LlmConfig is { } llm && named.Contains(llm))
            {
                services.AddSingleton(new AgentModel(agent, llm));
            }
        }
    }

    private static ModelOptions Convert(string name, LlmConfiguration llm)
    {
        var standard = new ModelOptions();
        var maxOutput = llm.MaxOutputTokens ?? standard.MaxOutputTokens;
        return new ModelOptions
        {
            Name = name,
            Provider = llm.CustomLlmProvider ?? standard.Provider,
            Model = llm.Model,
            BaseUrl = AddressOf(name, llm.BaseUrl),
            ApiKey = KeyOf(name, llm.ApiKey),
            Vision = !llm.DisableVision,
            ContextTokens = llm.MaxInputTokens is { } maxInput ? maxInput + maxOutput : Math.Max(standard.ContextTokens, maxOutput * 2),
            MaxOutputTokens = maxOutput,
            MaxMessageLength = llm.MaxMessageChars,
            Temperature = llm.Temperature,
            TopP = llm.TopP,
            InputPrice = (llm.InputCostPerToken ?? 0) * Million,
            OutputPrice = (llm.OutputCostPerToken ?? 0) * Million,
            MaxRetries = llm.NumRetries,
            RetryMinWait = llm.RetryMinWait,
            RetryMaxWait = llm.RetryMaxWait,
            Timeout = llm.Timeout ?? standard.Timeout,
        };
    }

    private static Uri? AddressOf(string name, string? address) => string.IsNullOrWhiteSpace(address) ? null
        : Uri.TryCreate(address, UriKind.Absolute, out var url) ? url
        : throw new ArgumentException($"BaseUrl of the model '{name}' is no address: it must begin with http:// or https://.");

    private static ApiKey? KeyOf(string name, Secret? key)
    {
        try
        {
            return key is null ? null : new ApiKey(key.Reveal());
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"ApiKey of the model '{name}' cannot be used. {exception.Message}", exception);
        }
    }
}
