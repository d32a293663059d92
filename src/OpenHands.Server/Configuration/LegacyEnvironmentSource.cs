using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>The variables of the environment that 0.9.3 knew: <c>LLM_MODEL</c>, <c>SANDBOX_TIMEOUT</c>, <c>MAX_ITERATIONS</c>…</summary>
internal sealed class LegacyEnvironmentSource(IReadOnlyDictionary<string, string> variables) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(variables);

    private sealed class Provider(IReadOnlyDictionary<string, string> variables) : ConfigurationProvider
    {
        public override void Load()
        {
            Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, key) in LegacyNames.EnvironmentVariables)
            {
                // An empty one keeps what was there.
                if (variables.TryGetValue(name, out var value) && value.Length > 0)
                {
                    LegacyValues.Add(Data, key, value);
                }
            }
        }
    }
}
