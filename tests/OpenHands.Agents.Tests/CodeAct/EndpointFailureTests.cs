using System.Diagnostics;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>What goes wrong between an agent and its endpoint ends in a clear state and message, and the session can go on.</summary>
public sealed class EndpointFailureTests
{
    private static readonly Reply s_finish = Reply.Call("finish", new { message = "Done." });

    [Test]
    public async Task Without_a_key_the_error_says_that_one_is_wanted()
    {
        await using var session = await Session.StartAsync(new SessionOptions { Model = options => options with { ApiKey = null } }, s_finish);

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("wants an API key (401), and none is set").And.Contain(session.Endpoint.BaseUrl.ToString()));
        }
    }

    [Test]
    public async Task A_wrong_key_is_named_as_the_reason_and_never_shown()
    {
        const string Wrong = "sk-wrong-123456";
        await using var session = await Session.StartAsync(new SessionOptions { Model = options => options with { ApiKey = new ApiKey(Wrong) } }, s_finish);

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("does not accept the API key").And.Not.Contain(Wrong));
        }
    }

    [Test]
    public async Task An_unknown_model_is_named()
    {
        await using var session = await Session.StartAsync(Reply.Refuse(404, "The model does not exist", "model_not_found"));

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("has no model loopback-1").And.Contain("It says: The model does not exist (model_not_found)"));
        }
    }

    [Test]
    public async Task An_endpoint_that_is_not_there_is_named_soon()
    {
        // A hundred growing pauses would take days.
        var options = new SessionOptions
        {
            Model = model => model with
            {
                BaseUrl = new Uri("http://127.0.0.1:9/v1"),
                MaxRetries = 100,
                RetryMinWait = TimeSpan.FromMilliseconds(10),
                RetryMaxWait = TimeSpan.FromHours(1),
            },
        };
        await using var session = await Session.StartAsync(options, s_finish);

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("The connection to http://127.0.0.1:9/v1 broke: Connection refused. Check that the endpoint runs"));
        }
    }

    [Test]
    public async Task An_overloaded_endpoint_is_asked_again_until_it_answers()
    {
        var delays = new List<string>();
        await using var session = await Session.StartAsync(Reply.Refuse(429, "slow down", retryAfter: 0), Reply.Refuse(503, "busy"), s_finish);
        session.Controller.DelayReported += delays.Add;

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(session.Endpoint.Questions, Has.Count.EqualTo(3));
            Assert.That(delays, Has.Count.EqualTo(2), "who watches is told why nothing comes");
            Assert.That(delays[0], Is.EqualTo($"{session.Endpoint.BaseUrl} is too busy (429). It is asked again in 0 s (repetition 1 of 3)."));
            Assert.That(delays[1], Does.Match(@"failed \(503\)\. It is asked again in [\d.]+ s \(repetition 2 of 3\)\.$"));
        }
    }

    [Test]
    public async Task An_endpoint_that_stays_overloaded_is_given_up()
    {
        await using var session = await Session.StartAsync(Reply.Refuse(429, "quota used up"));

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(session.Endpoint.Questions, Has.Count.EqualTo(4));
            Assert.That(await session.ErrorAsync(), Does.Contain("429").And.Contain("after 3 repetitions").And.Contain("quota used up"));
        }
    }

    [Test]
    public async Task An_endpoint_that_wants_an_hour_of_rest_is_not_waited_for()
    {
        await using var session = await Session.StartAsync(Reply.Refuse(429, "come back later", retryAfter: 3_600));

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(session.Endpoint.Questions, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task A_stream_that_breaks_is_asked_for_again()
    {
        await using var session = await Session.StartAsync(new Reply { Text = "Let me think about", IsCut = true }, s_finish);
        ReleaseWhenHeard(session);

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(session.Endpoint.Questions, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_stream_that_always_breaks_is_an_error_and_the_session_can_go_on([Values] ModelDialect dialect)
    {
        var cut = new Reply { Text = "Let me see. <execute_bash>rm -rf impor", IsCut = true };
        var end = dialect == ModelDialect.Tools ? s_finish : Reply.Say("<finish></finish>");
        await using var session = await Session.StartAsync(new SessionOptions { Dialect = dialect }, cut, cut, cut, end);
        ReleaseWhenHeard(session);

        var state = await session.Controller.RunAsync("Go.");
        var error = await session.ErrorAsync();
        var later = await session.Controller.RunAsync("Try again.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(error, Does.Contain("broke in the middle of an answer, 3 times in a row"));
            Assert.That(later, Is.EqualTo(AgentState.Finished));
            Assert.That((await session.EventsAsync()).OfType<CmdRunAction>(), Is.Empty);
        }
    }

    [Test]
    public async Task An_answer_without_end_is_cut()
    {
        await using var session = await Session.StartAsync(
            new SessionOptions { Model = options => options with { MaxOutputTokens = 100 } }, new Reply { Text = string.Concat(Enumerable.Repeat("blah ", 100)), IsEndless = true });

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("did not stop"));
        }
    }

    [Test]
    public async Task An_answer_that_never_comes_ends_at_the_models_timeout()
    {
        await using var session = await Session.StartAsync(new SessionOptions { Model = options => options with { Timeout = TimeSpan.FromSeconds(1) } }, new Reply { Text = "Hm", Stalls = true });

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("did not finish its answer within 00:00:01"));
        }
    }

    [Test]
    public async Task Pausing_ends_a_question_at_once()
    {
        await using var session = await Session.StartAsync(new Reply { Text = "Hm", Stalls = true }, s_finish);
        await session.Controller.StartAsync();
        await session.Controller.SendAsync("Go.");
        await session.Endpoint.Stalled.Task;

        var began = Stopwatch.GetTimestamp();
        await session.Controller.RequestAsync(AgentState.Paused);
        var took = Stopwatch.GetElapsedTime(began);
        await session.Controller.RequestAsync(AgentState.Running);
        var state = await session.Controller.WaitUntilSettledAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(state, Is.EqualTo(AgentState.Finished));
        }
    }

    // The connection breaks when the agent has heard how the answer begins, not before.
    private static void ReleaseWhenHeard(Session session) => session.Controller.TextReported += text =>
    {
        if (text.StartsWith("Let", StringComparison.Ordinal))
        {
            session.Endpoint.Heard.Release();
        }
    };
}
