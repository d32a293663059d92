namespace OpenHands;

/// <summary>A plugin that an application added to its services.</summary>
internal sealed record PluginRegistration(string Name, Func<IServiceProvider, IRuntimePlugin> Make);
