using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Events;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>What keeps a session, and which one a late timer closes.</summary>
internal sealed class LeaseTests
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(5);

    [Test]
    public async Task A_request_that_takes_long_keeps_its_session_and_is_no_connection()
    {
        var time = new IdleClock(s_idle);
        await using var server = await ServerUnderTest.StartAsync(
            options => (options.IdleTimeout, options.MaxClientsPerSession) = (s_idle, 1), services: services => services.AddSingleton<TimeProvider>(time));
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(new SessionSettings { SecurityAnalyzer = "rules" }, CancellationToken.None);
        var token = server.Services.GetRequiredService<SessionTokens>().Sign("one");
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var body = new SlowContent("""{"RISK_SEVERITY":2}""");

        var sending = http.PostAsync("/api/security/settings", body);
        await body.IsAskedFor;
        time.Advance(2 * s_idle);
        Assert.That(server.Sessions.TryGet("one", out _), Is.True);
        await using (await server.ConnectAsync($"?token={token}"))
        {
            body.Send();
        }

        using var answer = await sending;
        await time.WaitForTimerAsync();
        time.Advance(s_idle);
        await session.Events.FollowAsync().LastAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_session_that_the_application_opens_stays_until_it_is_idle()
    {
        var time = new IdleClock(s_idle);
        await using var server = await ServerUnderTest.StartAsync(options => options.IdleTimeout = s_idle, services: services => services.AddSingleton<TimeProvider>(time));

        var session = await server.Sessions.OpenAsync("one");
        var isLive = server.Sessions.TryGet("one", out var found);
        await time.WaitForTimerAsync();
        time.Advance(s_idle);
        await session.Events.FollowAsync().LastOrDefaultAsync();

        Assert.That(isLive, Is.True);
        Assert.That(found, Is.SameAs(session));
    }

    [Test]
    public async Task A_timer_of_a_session_that_is_gone_does_not_close_the_one_that_has_its_name_now()
    {
        var time = new StaleClock(s_idle);
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new SteeredStore { OnOpen = () => opening.Task };
        await using var server = await ServerUnderTest.StartAsync(
            options => options.IdleTimeout = s_idle,
            services: services => services.AddSingleton<TimeProvider>(time).AddSingleton<ISessionStore>(store));
        using var impatience = new CancellationTokenSource();
        var first = server.Sessions.AttachAsync("one", impatience.Token);
        await impatience.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => first);
        opening.SetException(new EventStoreException("The disk is not there yet.", isFatal: true));
        await Assert.ThrowsAsync<EventStoreException>(() => server.Sessions.AttachAsync("one", CancellationToken.None));
        store.OnOpen = () => Task.CompletedTask;
        await using var lease = await server.Sessions.AttachAsync("one", CancellationToken.None);

        time.Calls.First()();
        await server.Sessions.OpenAsync("another");

        Assert.That(server.Sessions.TryGet("one", out var session), Is.True);
        Assert.That(session, Is.SameAs(lease.Session));
    }
}
