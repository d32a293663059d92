using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>A request id stands for one run and one answer.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class IdempotenceTests
{
    private static (string, string) Id(string id) => ("X-Request-ID", id);

    [Test]
    public async Task A_repeated_id_gets_the_first_answer()
    {
        await using var host = await TestHost.StartAsync();
        var request = Requests.Run("echo x >> runs; wc -l < runs; echo $RANDOM$RANDOM");

        var first = await host.Http.PostAsync("/execute_action", request, Id("one"));
        var again = await host.Http.PostAsync("/execute_action", request, Id("one"));
        var another = await host.Http.PostAsync("/execute_action", request, Id("two"));

        Assert.That(first.Status, Is.EqualTo(200));
        Assert.That(again.Body!.ToJsonString(), Is.EqualTo(first.Body!.ToJsonString()));
        Assert.That(another.Body.Text("content"), Does.StartWith("2\n"));
    }

    [Test]
    public async Task Requests_of_one_id_at_the_same_time_are_one_run()
    {
        await using var host = await TestHost.StartAsync();
        var request = Requests.Run("echo x >> runs; sleep 0.1; echo $RANDOM$RANDOM");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Http.PostAsync("/execute_action", request, Id("same"))));

        Assert.That(answers.Select(answer => answer.Body!.ToJsonString()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await File.ReadAllLinesAsync(host.PathOf("runs")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task An_answer_that_is_an_error_is_repeated_too()
    {
        await using var host = await TestHost.StartAsync();

        var first = await host.Http.PostAsync("/environment", """{"variables":{"A B":"1"}}""", Id("e"));
        var again = await host.Http.PostAsync("/environment", """{"variables":{"A B":"1"}}""", Id("e"));

        Assert.That((first.Status, first.Body.Text("code")), Is.EqualTo((400, "invalid_argument")));
        Assert.That(again.Body!.ToJsonString(), Is.EqualTo(first.Body!.ToJsonString()));
    }

    [Test]
    public async Task An_id_that_is_used_for_something_else_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        await host.Http.PostAsync("/execute_action", Requests.Run("true"), Id("one"));

        var other = await host.Http.PostAsync("/execute_action", Requests.Run("touch never"), Id("one"));

        Assert.That((other.Status, other.Body.Text("code")), Is.EqualTo((409, "request_id_reused")));
        Assert.That(File.Exists(host.PathOf("never")), Is.False);
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("../x")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Http.PostAsync("/execute_action", Requests.Run("true"), Id(id));

        Assert.That((answer.Status, answer.Body.Text("code")), Is.EqualTo((400, "invalid_argument")));
    }

    [Test]
    public async Task An_answer_that_is_not_kept_any_more_is_not_made_by_a_second_run()
    {
        await using var host = await TestHost.StartAsync(path => new ExecutorHostOptions { Port = 0, WorkingDirectory = path, MaxKeptAnswerBytes = 1 });
        var request = Requests.Run("echo x >> runs");
        await host.Http.PostAsync("/execute_action", request, Id("old"));
        await host.Http.PostAsync("/execute_action", Requests.Run("true"), Id("new"));

        var answer = await host.Http.PostAsync("/execute_action", request, Id("old"));

        Assert.That((answer.Status, answer.Body.Text("code")), Is.EqualTo((410, "outcome_unknown")));
        Assert.That(await File.ReadAllLinesAsync(host.PathOf("runs")), Has.Length.EqualTo(1));
    }

    [Test]
    [NonParallelizable]
    public async Task Many_answers_are_kept_in_bounded_memory()
    {
        await using var host = await TestHost.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 200; i++)
        {
            await host.Http.PostAsync("/execute_action", Requests.Run($"head -c 200000 /dev/zero | tr '\\0' {(char)('a' + (i % 26))}"), Id($"id{i}"));
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(grown, Is.LessThan(36 * 1024 * 1024), "200 answers of 200 KB are 40 MB; 16 MiB of them are kept.");
    }

    [Test]
    public async Task A_cancel_that_overtakes_its_request_still_stops_it()
    {
        await using var host = await TestHost.StartAsync();

        await host.Http.PostAsync("/cancel_request", """{"request_id":"early"}""");
        var answer = await host.Http.PostAsync("/execute_action", Requests.Run("sleep 30"), Id("early"));

        Assert.That(answer.Body!["extras"].Text("status"), Is.EqualTo("interrupted"));
    }

    [Test]
    public async Task A_client_that_can_never_ask_again_takes_its_command_with_it()
    {
        await using var host = await TestHost.StartAsync();
        using var leave = new CancellationTokenSource();
        using var request = Requests.Post("/execute_action", Requests.Run("echo begun; sleep 300"));
        request.Headers.Add("Accept", "application/x-ndjson");

        using (var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token))
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(leave.Token));
            Assert.That(await lines.ReadLineAsync(leave.Token), Does.Contain("begun"));
        }

        var next = await NextFreeAsync(host);
        Assert.That(next, Does.EndWith("free"));
    }

    // The shell is free when the command was stopped; until then another one is refused.
    private static async Task<string> NextFreeAsync(TestHost host)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var (_, body) = await host.Http.PostAsync("/execute_action", Requests.Run("echo free"));
            if (body.Text("observation") == "run")
            {
                return body.Text("content");
            }
        }
    }
}
