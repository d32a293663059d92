using Microsoft.Extensions.Options;

namespace OpenHands.Server.Configuration;

/// <summary>Sets the options of the server as a configuration says. Where that says nothing, they stay.</summary>
internal sealed class ServerOptionsSetup(OpenHandsConfiguration configuration) : IConfigureOptions<ServerOptions>
{
    public void Configure(ServerOptions options)
    {
        options.Runtime = configuration.Runtime ?? options.Runtime;
        options.DataDirectory = configuration.FileStore == "local" ? configuration.FileStorePath : options.DataDirectory;
        options.MaxBudget = configuration.MaxBudgetPerTask is > 0 ? configuration.MaxBudgetPerTask : options.MaxBudget;
        options.JwtSecret = configuration.JwtSecret?.Reveal() ?? options.JwtSecret;
        options.Defaults = new SessionSettings
        {
            Agent = configuration.DefaultAgent,
            ConfirmationMode = configuration.ConfirmationMode,
            SecurityAnalyzer = configuration.SecurityAnalyzer,
            MaxIterations = configuration.MaxIterations,
        };
        foreach (var key in configuration.Llms.Values.Select(group => group.ApiKey).OfType<Secret>())
        {
            options.ModelKeys.Add(key);
        }
    }
}
