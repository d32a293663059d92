using Microsoft.Extensions.Options;

namespace OpenHands.Server.Configuration;

/// <summary>Sets the options of the server as a configuration says. Where that says nothing, they stay.</summary>
internal sealed class ServerOptionsSetup(OpenHandsConfiguration configuration) : IConfigureOptions<ServerOptions>
{
    public void Configure(ServerOptions options)
    {
        var llm = configuration.LlmOf(configuration.DefaultAgent);
        options.Runtime = configuration.Runtime ?? options.Runtime;
        options.DataDirectory = configuration.FileStore == "local" ? configuration.FileStorePath : options.DataDirectory;
        options.MaxBudget = configuration.MaxBudgetPerTask is > 0 ? configuration.MaxBudgetPerTask : options.MaxBudget;
        options.JwtSecret = configuration.JwtSecret?.Reveal() ?? options.JwtSecret;
        options.Defaults = new SessionSettings
        {
            Agent = configuration.DefaultAgent,
            Model = llm.Model,
            ApiKey = llm.ApiKey?.Reveal(),
            BaseUrl = llm.BaseUrl,
            ConfirmationMode = configuration.ConfirmationMode,
            SecurityAnalyzer = configuration.SecurityAnalyzer,
            MaxIterations = configuration.MaxIterations,
        };
        foreach (var model in configuration.Llms.Values.Select(group => group.Model).Where(model => !options.Models.Contains(model)).Distinct(StringComparer.Ordinal).ToList())
        {
            options.Models.Add(model);
        }
    }
}
