using System.Globalization;
using System.Text;

namespace OpenHands.Conformance;

/// <summary>Plugins that are programs in the sandbox: the lines they exchange, and what happens when they break the rules.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class ProcessPluginConformanceTests<THarness> : ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private const string Word = "conformance_script";
    private const string Hello = """echo '{"hello":{"version":1,"name":"script","actions":["conformance_script"],"documentation":"Runs a script."}}'""";

    // Answers are kept as functions of the action's line; a count of the lines so far tells whether the process is still the same.
    private const string Loop = """
        answer() { printf '{"cause":%s,"observation":"success","content":"%s"}\n' "$id" "$1"; }
        n=0
        while IFS= read -r line; do
          case $line in '{"shutdown"'*) echo goodbye > "$OPENHANDS_WORKSPACE/farewell"; exit 0;; esac
          id=${line#'{"id":'}; id=${id%%,*}; n=$((n+1))
          case $line in
            *do-count*) answer "$n";;
            *do-where*) answer "$PWD $OPENHANDS_WORKSPACE";;
            *do-exit*) echo 'It hurts.' >&2; exit 7;;
            *do-hang*) : > "$OPENHANDS_WORKSPACE/hanging"; sleep 1000 & wait;;
            *do-chat*) echo 'debug: here';;
            *do-other*) id=99999; answer wrong;;
            *do-flood*) head -c 3000 /dev/zero | tr '\0' x; echo;;
            *do-own*) printf '{"cause":%s,"observation":"conformance_script","content":"c","extras":{"deep":[1.0,{"x":null}]}}\n' "$id";;
            *) answer "${line#*args}" ;;
          esac
        done
        """;

    private Func<Task> _dispose = static () => Task.CompletedTask;

    [Test]
    public async Task It_reads_actions_and_prints_observations()
    {
        var runtime = await StartAsync(Setup());

        var count = await AskAsync(runtime, "do-count");
        var own = await AskAsync(runtime, "do-own");

        Assert.That(count, Is.EqualTo(new SuccessObservation("1")));
        Assert.That(own, Is.EqualTo(new CustomObservation(Word, JsonPayload.Parse("""{"deep":[1.0,{"x":null}]}""")) { Content = "c" }));
        Assert.That(runtime.PluginDocumentation, Is.EqualTo("Runs a script."));
    }

    [Test]
    public async Task It_runs_in_its_own_directory_and_knows_the_workspace()
    {
        var runtime = await StartAsync(Setup());

        var where = await AskAsync(runtime, "do-where");

        Assert.That(where.Content, Is.EqualTo($"{runtime.Capabilities.StateDirectory}/plugins/script {runtime.WorkspacePath}"));
    }

    [Test]
    public async Task Actions_that_come_together_are_asked_one_after_another()
    {
        var runtime = await StartAsync(Setup());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(runtime, "do-count")));

        Assert.That(answers.Select(answer => int.Parse(answer.Content, CultureInfo.InvariantCulture)).Order(), Is.EqualTo(Enumerable.Range(1, 50)));
    }

    [TestCase("do-exit", "ended with exit code 7 before it had answered the action 'conformance_script'. Its last words: It hurts.")]
    [TestCase("do-chat", "printed 'debug: here' instead of an answer to the action 'conformance_script'")]
    [TestCase("do-other", "It must be an observation with \"cause\":2.")]
    [TestCase("do-flood", "printed too much: a line is longer than 2048 bytes.")]
    public async Task One_that_breaks_the_rules_fails_that_action_and_is_started_again_by_the_next(string deed, string expected)
    {
        var runtime = await StartAsync(Setup());
        await AskAsync(runtime, "do-count");

        var failed = await AskAsync(runtime, deed);
        var next = await AskAsync(runtime, "do-count");

        Assert.That(failed, Is.InstanceOf<ErrorObservation>());
        Assert.That(failed.Content, Does.StartWith("The process of the plugin 'script'").And.Contain(expected).And.EndWith("The next action starts the process again."));
        Assert.That(next, Is.EqualTo(new SuccessObservation("1")));
    }

    [Test]
    public async Task One_that_hangs_is_stopped_when_the_time_of_the_action_is_over()
    {
        var runtime = await StartAsync(Setup());

        var failed = await AskAsync(runtime, "do-hang", TimeSpan.FromMilliseconds(300));
        var next = await AskAsync(runtime, "do-count");

        Assert.That(failed, Is.InstanceOf<ErrorObservation>());
        Assert.That(failed.Content, Does.Contain("had not answered").And.Contain("starts it again"));
        Assert.That(next, Is.EqualTo(new SuccessObservation("1")));
    }

    [Test]
    public async Task An_action_that_waits_for_its_turn_gives_up_without_harm_to_the_one_before_it()
    {
        var runtime = await StartAsync(Setup());
        var running = AskAsync(runtime, "do-hang", TimeSpan.FromSeconds(2));
        await runtime.RunAsync("until [ -e hanging ]; do sleep 0.01; done", cancellationToken: Patience);

        var waiting = await AskAsync(runtime, "do-count", TimeSpan.FromMilliseconds(200));

        Assert.That(running.IsCompleted, Is.False);
        Assert.That(waiting.Content, Does.Contain("did not answer the action 'conformance_script' within 00:00:00.2000000"));
        Assert.That((await running).Content, Does.Contain("had not answered"));
    }

    [Test]
    public async Task It_is_told_when_the_runtime_stops()
    {
        var workspace = "";
        var observed = new List<string>();
        var setup = Setup(options => options.Plugins.Insert(0, () => new DelegatePlugin("observer")
        {
            Initialize = (context, _) =>
            {
                workspace = context.WorkspacePath;
                _dispose = async () => observed.Add(await context.Files.ReadAsync($"{workspace}/farewell", Patience));
                return Task.CompletedTask;
            },
            Dispose = () => _dispose(),
        }));
        var runtime = await StartAsync(setup);

        await runtime.DisposeAsync();

        Assert.That(observed.Single(), Is.EqualTo("goodbye\n"));
    }

    [TestCase("exit 3", "ended with exit code 3 before it had said hello")]
    [TestCase("echo 'hi there'; cat", "printed 'hi there' instead of its hello")]
    [TestCase("""echo '{"hello":{"version":2,"name":"script","actions":[]}}'; cat""", "speaks version 2")]
    [TestCase("""echo '{"hello":{"version":1,"name":"other","actions":[]}}'; cat""", "calls itself 'other'")]
    [TestCase("""echo '{"hello":{"version":1,"name":"script","actions":["else"]}}'; cat""", "does not handle 'conformance_script'")]
    public async Task One_that_does_not_say_hello_as_it_should_keeps_the_runtime_from_starting(string script, string expected)
    {
        var runtime = Create(Setup(script: script));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.StartWith("The plugin 'script' failed to initialize:").And.Contain(expected));
    }

    [Test]
    public async Task One_that_says_nothing_keeps_the_runtime_from_starting_for_as_long_as_it_may()
    {
        var runtime = Create(Setup(options => options.PluginStartTimeout = TimeSpan.FromMilliseconds(300), script: "sleep 1000"));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.StartWith("The plugin 'script' was not initialized within"));
    }

    [Test]
    public async Task A_program_that_is_not_there_is_named()
    {
        var runtime = Create(Setup(program: "no-such-interpreter"));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain("'no-such-interpreter'").And.Contain("'script'"));
    }

    private static RuntimeSetup Setup(Action<RuntimeOptions>? configure = null, string script = $"{Hello}\n{Loop}", string program = "bash") => RuntimeSetup.With(options =>
    {
        options.Plugins.Add(() => new ProcessPlugin(new ProcessPluginOptions
        {
            Name = "script",
            Command = new SandboxCommand(program, "script.sh"),
            Actions = [Word],
            Observations = [Word],
            Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["script.sh"] = Encoding.UTF8.GetBytes(script + "\n") },
            MaxLineBytes = 2048,
        }));
        configure?.Invoke(options);
    });

    private Task<Observation> AskAsync(Runtime runtime, string text, TimeSpan? timeout = null) =>
        runtime.ExecuteAsync(new CustomAction(Word, JsonPayload.Parse($$"""{"text":"{{text}}"}""")) { Timeout = timeout }, Patience);
}
