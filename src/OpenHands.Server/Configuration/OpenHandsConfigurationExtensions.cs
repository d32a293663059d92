using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using OpenHands.Server.Configuration;

namespace OpenHands.Server;

/// <summary>Lets an application be configured as OpenHands 0.9.3 is.</summary>
public static class OpenHandsConfigurationExtensions
{
    /// <summary>
    /// Adds a <c>config.toml</c> and the variables that 0.9.3 knew (<c>LLM_MODEL</c>, <c>SANDBOX_TIMEOUT</c>…), all in the section <c>OpenHands</c>. The variables go before the
    /// file; what the application already takes from its own environment (<c>OpenHands__MaxIterations</c>) and command line goes before both, its JSON files behind.
    /// </summary>
    /// <param name="builder">The application's configuration.</param>
    /// <param name="tomlPath">The file. Default <c>config.toml</c> in the current directory, if it is there.</param>
    /// <param name="variables">The variables; <see langword="null"/> for those of this process.</param>
    /// <exception cref="ConfigurationException">The file that was named does not exist or is no TOML, or a variable cannot be read.</exception>
    public static IConfigurationBuilder AddOpenHands(this IConfigurationBuilder builder, string? tomlPath = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var first = builder.Sources.Select((source, i) => (source, i)).FirstOrDefault(entry => entry.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" }, (null!, builder.Sources.Count)).i;
        builder.Sources.Insert(first, new TomlSource(tomlPath ?? "config.toml", isOptional: tomlPath is null));
        builder.Sources.Insert(first + 1, new LegacyEnvironmentSource(variables ?? OfThisProcess()));
        return builder;
    }

    private static Dictionary<string, string> OfThisProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
