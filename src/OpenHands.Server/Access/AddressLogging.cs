using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenHands.Server.Access;

/// <summary>Keeps the framework from logging the address of each request, since that of a WebSocket holds its session's token.</summary>
/// <remarks>Whoever names the category in a rule of their own decides otherwise: then that rule counts.</remarks>
internal sealed class AddressLogging : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>Which logger says addresses, at <see cref="LogLevel.Information"/>.</summary>
    public const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // A rule for one provider outranks those for all, however exact these are.
        string?[] providers = [null, .. options.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct(StringComparer.Ordinal)];
        LoggerFilterRule[] named = [.. options.Rules.Where(rule => rule.CategoryName == Category)];
        foreach (var provider in providers.Where(provider => !named.Any(rule => rule.ProviderName is null || rule.ProviderName == provider)))
        {
            options.Rules.Add(new LoggerFilterRule(provider, Category, LogLevel.Warning, null));
        }
    }
}
