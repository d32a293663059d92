using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Access;

internal sealed class RequestLimiterTests
{
    private static readonly IPAddress s_somebody = IPAddress.Parse("192.0.2.1");

    [Test]
    public async Task An_address_that_asks_too_much_is_refused_for_a_while_by_every_endpoint_and_then_served()
    {
        var time = new FakeTimeProvider();
        await using var server = await ServerUnderTest.StartAsync(options => options.RequestsPerSecond = 1, services: services => services.AddSingleton<TimeProvider>(time));
        using var http = server.CreateHttp();

        var served = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
        {
            served.Add((await http.GetAsync("/api/options/agents")).StatusCode);
        }

        var refused = await http.GetAsync("/api/options/agents");
        var upgrade = await Assert.CatchAsync<WebSocketException>(() => TestClient.OpenAsync(server.Address));
        var guess = await http.PostAsync("/login", new FormUrlEncodedContent([new("key", "guess")]));
        time.Advance(TimeSpan.FromSeconds(1));
        var later = await http.GetAsync("/api/options/agents");

        Assert.That(served, Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("RequestsPerSecond"));
        Assert.That(upgrade!.Message, Does.Contain("429"));
        Assert.That(guess.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void Ten_seconds_of_requests_may_come_at_once_and_then_as_many_as_the_rate_says()
    {
        var (limiter, time) = Limiter(rate: 7);

        var atOnce = Count(limiter, s_somebody, 1000);
        time.Advance(TimeSpan.FromSeconds(3));
        var afterThreeSeconds = Count(limiter, s_somebody, 1000);
        time.Advance(TimeSpan.FromHours(1));
        var afterAnHour = Count(limiter, s_somebody, 1000);

        Assert.That((atOnce, afterThreeSeconds, afterAnHour), Is.EqualTo((70, 21, 70)));
    }

    [TestCase("192.0.2.2", false)]
    [TestCase("::ffff:192.0.2.1", true)]
    [TestCase("2001:db8::1", false)]
    public void Each_address_has_its_own_account_however_it_is_written(string other, bool isTheSame)
    {
        var (limiter, _) = Limiter(rate: 1);
        Count(limiter, s_somebody, 10);

        Assert.That(limiter.TryTake(IPAddress.Parse(other), out _), Is.EqualTo(!isTheSame));
    }

    [Test]
    public void A_network_of_IPv6_is_one_client()
    {
        var (limiter, _) = Limiter(rate: 1);
        for (var i = 1; i <= 10; i++)
        {
            limiter.TryTake(IPAddress.Parse($"2001:db8::{i}"), out _);
        }

        Assert.That(limiter.TryTake(IPAddress.Parse("2001:db8::ffff"), out var wait), Is.False);
        Assert.That(wait, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Many_addresses_cost_bounded_memory_and_those_beyond_share_an_account()
    {
        var (limiter, time) = Limiter(rate: 1);
        for (var i = 0; i < 10_000; i++)
        {
            limiter.TryTake(new IPAddress(0x0100000A + ((long)i << 8)), out _);
        }

        var beyond = Enumerable.Range(0, 100).Count(i => limiter.TryTake(new IPAddress(0x0200000B + ((long)i << 8)), out _));
        time.Advance(TimeSpan.FromSeconds(20));
        var afterwards = Enumerable.Range(0, 100).Count(i => limiter.TryTake(new IPAddress(0x0200000B + ((long)i << 8)), out _));

        Assert.That(beyond, Is.EqualTo(10));
        Assert.That(afterwards, Is.EqualTo(100));
    }

    [Test]
    public void Without_a_rate_nobody_is_refused()
    {
        var (limiter, _) = Limiter(rate: null);

        Assert.That(Count(limiter, s_somebody, 100_000), Is.EqualTo(100_000));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1_000_001)]
    public async Task A_rate_that_cannot_be_is_refused_at_the_start(int rate)
    {
        var refusal = await Assert.CatchAsync<OptionsValidationException>(() => ServerUnderTest.StartAsync(options => options.RequestsPerSecond = rate));

        Assert.That(refusal!.Message, Does.Contain($"RequestsPerSecond is {rate}"));
    }

    private static (RequestLimiter Limiter, FakeTimeProvider Time) Limiter(int? rate)
    {
        var time = new FakeTimeProvider();
        return (new RequestLimiter(new ServerOptions { RequestsPerSecond = rate }, time), time);
    }

    private static int Count(RequestLimiter limiter, IPAddress address, int requests) => Enumerable.Range(0, requests).Count(i => limiter.TryTake(address, out _));
}
