using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>A <c>config.toml</c> of 0.9.3.</summary>
internal sealed class TomlSource(string path, bool isOptional) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(path, isOptional);

    private sealed class Provider(string path, bool isOptional) : ConfigurationProvider
    {
        public override void Load()
        {
            if (!File.Exists(path))
            {
                Data = isOptional
                    ? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
                    : throw new ConfigurationException($"The file {Path.GetFullPath(path)} does not exist.");
                return;
            }

            Data = TomlSettings.Read(File.ReadAllText(path), path);
        }
    }
}
