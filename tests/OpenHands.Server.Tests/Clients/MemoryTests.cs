using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Clients;

/// <summary>What clients can make the server keep, measured in what is alive after a collection.</summary>
[NonParallelizable]
internal sealed class MemoryTests
{
    // A frame of 1 MB is twice as large in memory: 600 MB if all were kept. Buffers of frames that are gone stay pooled, some 100 MB.
    private const int Frames = 300;
    private const long Limit = 200_000_000;

    [Test]
    public async Task A_flood_of_valid_frames_is_stored_and_not_kept_in_memory()
    {
        using var data = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options => options.DataDirectory = data.Root);
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var text = new string('x', 1_000_000);

        for (var i = 0; i < Frames; i++)
        {
            await client.SayAsync(text);
        }

        // Frames are handled in their order.
        await client.SendAsync("{");
        await client.ReceiveUntilAsync(frame => frame.IsError());
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(session.Events.LatestId, Is.GreaterThanOrEqualTo(Frames));
        Assert.That(kept, Is.LessThan(Limit), $"{Frames} frames of 1 MB");
    }

    [Test]
    public async Task Without_a_data_directory_what_does_not_fit_is_refused_and_a_closed_session_makes_room()
    {
        const int mebibyte = 1024 * 1024;
        await using var server = await ServerUnderTest.StartAsync(options => options.MaxMemoryBytes = 4 * mebibyte);
        var text = new string('x', mebibyte / 4);
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        for (var i = 0; i < 7; i++)
        {
            await client.SayAsync(text);
        }

        await client.SayAsync(text);
        var refused = await client.ReceiveUntilAsync(frame => frame.IsError());
        await client.RunAsync("echo small");
        var small = await client.ReceiveUntilAsync(frame => frame.Observation() == "run");
        await using var other = await server.ConnectAsync();
        await other.InitializeAsync();
        await server.Sessions.CloseAsync(server.Services.GetRequiredService<SessionTokens>().Read(client.Token)!);
        await other.SayAsync(text);
        await other.SendAsync("{");
        var after = await other.ReceiveUntilAsync(frame => frame.IsError());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused[^1].Content(), Does.Contain("was not done").And.Contain("4 MiB").And.Contain("DataDirectory"));
            Assert.That(small[^1].Content(), Does.StartWith("OUT"));
            Assert.That(after[^1].Content(), Is.EqualTo("Invalid JSON"));
        }
    }

    [Test]
    public async Task Many_clients_that_read_nothing_cost_bounded_memory_while_the_session_goes_on()
    {
        const int clients = 5;
        using var data = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options => (options.DataDirectory, options.SendTimeout) = (data.Root, TimeSpan.FromHours(1)));
        await using var good = await server.ConnectAsync();
        await good.InitializeAsync();
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);
        var silent = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => SilentClient.ConnectAsync(server.Address, good.Token)));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Frames; i++)
        {
            await session.Events.PublishAsync(new MessageAction($"{i} {new string('x', 1_000_000)}"), EventSource.Agent);
            await good.ReceiveAsync();
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Array.ForEach(silent, client => client.Dispose());

        Assert.That(kept, Is.LessThan(Limit), $"{clients} clients, each {Frames} MB behind");
    }
}
