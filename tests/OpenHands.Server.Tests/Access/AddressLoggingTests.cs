using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenHands.Agents.Tests;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Access;

/// <summary>The address of a WebSocket holds a token, which opens a shell.</summary>
internal sealed class AddressLoggingTests
{
    [Test]
    public async Task No_token_is_logged_by_a_host_that_says_nothing_of_logging()
    {
        var (logs, token) = await UseAsync(_ => { });

        Assert.That(logs, Has.Some.Contains("has a client more"), "Other lines of that level are there.");
        Assert.That(logs, Has.None.Contains(token));
    }

    [Test]
    public async Task No_token_is_logged_by_a_host_that_lets_one_provider_say_more()
    {
        var (logs, token) = await UseAsync(logging => logging.AddFilter<KeptLog>(null, LogLevel.Debug));

        Assert.That(logs, Has.Some.Contains("Hosting starting"), "The provider is heard.");
        Assert.That(logs, Has.None.Contains(token));
    }

    [Test]
    public async Task A_host_that_asks_for_addresses_by_name_gets_them()
    {
        var (logs, token) = await UseAsync(logging => logging.AddFilter(AddressLogging.Category, LogLevel.Information));

        Assert.That(logs, Has.Some.Contains(token));
    }

    private static async Task<(IEnumerable<string> Logs, string Token)> UseAsync(Action<ILoggingBuilder> configure)
    {
        using var logs = new KeptLog();
        string token;
        await using (var server = await ServerUnderTest.StartAsync(services: services => services.AddLogging(logging => configure(logging.AddProvider(logs)))))
        {
            await using var client = await server.ConnectAsync();
            token = client.Token;
            await client.InitializeAsync();
            await using var returning = await server.ConnectAsync($"?token={token}");
            await returning.InitializeAsync();
        }

        return (logs.Lines, token);
    }
}
