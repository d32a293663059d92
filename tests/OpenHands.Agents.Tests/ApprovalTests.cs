using Microsoft.Extensions.Logging;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class ApprovalTests
{
    private FakeRuntime _runtime;
    private List<string> _asked;

    [SetUp]
    public async Task StartAsync()
    {
        _runtime = await FakeRuntime.StartNewAsync();
        _runtime.When<CmdRunAction>().Answer("done");
        _asked = [];
    }

    [TearDown]
    public async Task StopAsync() => await _runtime.DisposeAsync();

    [Test]
    public async Task What_is_refused_does_not_run_and_the_model_is_told()
    {
        var tools = new Toolbox(_runtime, Asking(answer: false));

        var result = await tools.CallAsync("run", ("command", "rm -rf /"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Does.StartWith("Error: The user refused this run action, so nothing was done."));
            Assert.That(_runtime.Calls, Is.Empty);
            Assert.That(await EventsAsync(), Has.Exactly(1).InstanceOf<UserRejectObservation>());
        }
    }

    [Test]
    public async Task What_is_approved_runs_and_its_risk_is_recorded()
    {
        var tools = new Toolbox(_runtime, Asking(answer: true, new Judge(_ => Task.FromResult(SecurityRisk.Medium))));

        await tools.CallAsync("run", ("command", "make"));

        var action = (CmdRunAction)(await EventsAsync())[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(action.SecurityRisk, Is.EqualTo(SecurityRisk.Medium));
            Assert.That(_asked, Is.EqualTo(["run Medium"]));
        }
    }

    [Test]
    public async Task Only_what_the_policy_says_is_asked_about()
    {
        var options = Asking(answer: false, new Judge(action => Task.FromResult(action is FileReadAction ? SecurityRisk.Low : SecurityRisk.High)));
        options.ConfirmationPolicy = ConfirmationPolicy.FromRisk(SecurityRisk.Medium);
        var tools = new Toolbox(_runtime, options);
        _runtime.Files.Write("f.txt", "a\n");

        var read = await tools.CallAsync("read_file", ("path", "f.txt"));
        var edit = await tools.EditAsync("str_replace", "f.txt", ("old_str", "a"), ("new_str", "b"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Does.Contain("a"));
            Assert.That(edit, Does.StartWith("Error: The user refused this write action"));
            Assert.That(_asked, Is.EqualTo(["write High"]));
        }

        _runtime.ShouldHaveFile("f.txt", "a\n");
    }

    [Test]
    public async Task An_analyzer_that_fails_counts_as_unknown_risk()
    {
        var options = Asking(answer: false, new Judge(_ => throw new IOException("no analyzer")));
        options.ConfirmationPolicy = ConfirmationPolicy.FromRisk(SecurityRisk.High);
        var tools = new Toolbox(_runtime, options);

        await tools.CallAsync("run", ("command", "make"));

        Assert.That(_asked, Is.EqualTo(["run Unknown"]));
    }

    [Test]
    public async Task Nothing_runs_when_the_one_who_approves_fails()
    {
        var tools = new Toolbox(_runtime, new AgentToolOptions { Approve = (_, _, _) => throw new IOException("The dialog is gone.") });

        await Assert.ThatAsync(() => tools.CallAsync("run", ("command", "make")), Throws.InstanceOf<IOException>());

        Assert.That(_runtime.Calls, Is.Empty);
    }

    [Test]
    public async Task Nothing_runs_when_the_call_is_cancelled_while_somebody_is_asked()
    {
        using var stop = new CancellationTokenSource();
        var tools = new Toolbox(_runtime, new AgentToolOptions
        {
            Approve = async (_, _, _) =>
            {
                await stop.CancelAsync();
                return true;
            },
        });

        await Assert.ThatAsync(() => tools.CallAsync("run", stop.Token, ("command", "make")), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_runtime.Calls, Is.Empty);
    }

    [TestCase(true, "did not answer within 00:00:00.0500000")]
    [TestCase(false, "failed")]
    public async Task An_analyzer_that_hangs_or_fails_makes_the_risk_unknown_and_is_told_to_the_log(bool hangs, string reason)
    {
        using var log = new KeptLog();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var analyzer = new Judge(_ => hangs ? new TaskCompletionSource<SecurityRisk>().Task : throw new IOException("no policy"));
        var options = Asking(answer: false, analyzer);
        (options.AnalysisTimeout, options.LoggerFactory) = (TimeSpan.FromMilliseconds(hangs ? 50 : 30_000), logging);

        var answer = await new Toolbox(_runtime, options).CallAsync("run", ("command", "make"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, Does.Contain("refused"));
            Assert.That(_asked, Is.EqualTo(["run Unknown"]));
            Assert.That(log.Lines.Single(), Does.Contain($"The security analyzer judge {reason} on an action of type run"));
        }
    }

    private AgentToolOptions Asking(bool answer, ISecurityAnalyzer? analyzer = null) => new()
    {
        SecurityAnalyzer = analyzer,
        Approve = (action, risk, _) =>
        {
            _asked.Add($"{action.ActionType} {risk}");
            return Task.FromResult(answer);
        },
    };

    private async Task<List<AgentEvent>> EventsAsync()
    {
        var events = new List<AgentEvent>();
        await foreach (var recorded in _runtime.Events.ReadAsync())
        {
            events.Add(recorded);
        }

        return events;
    }

    private sealed class Judge(Func<AgentAction, Task<SecurityRisk>> judge) : ISecurityAnalyzer
    {
        public string Name => "judge";

        public Task<SecurityRisk> AnalyzeAsync(AgentAction action, CancellationToken cancellationToken = default) => judge(action);
    }
}
