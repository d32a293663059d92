using OpenHands.Browsing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the browser to an application.</summary>
public static class BrowserBuilderExtensions
{
    /// <summary>Lets agents require the <c>browser</c> plugin, on every backend.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="configure">Changes the options, anew for each runtime; <see langword="null"/> for the defaults.</param>
    public static IRuntimeBuilder AddBrowser(this IRuntimeBuilder builder, Action<BrowserOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddPlugin(BrowserPlugin.PluginName, _ =>
        {
            var options = new BrowserOptions();
            configure?.Invoke(options);
            return new BrowserPlugin(options);
        });
    }
}
