using System.Text;

namespace OpenHands.Conformance;

/// <summary>Environment variables: data for every later command, never expanded, never executed.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class EnvironmentConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private static readonly string[] Values =
    [
        "", " ", "plain", "x \"y\" $HOME `id` \\ \n é 🙂", "$(touch evil)", "it's", "'", "''", "\\'", "a\tb\r\nc", "\n", "!history", "-n", "%s%d", "é\u0301 你好",
        "~", "*", "a=b", "\e[0m", "\u0001\u007f", new string('x', 100_000),
    ];

    [Test]
    public async Task A_value_is_data([ValueSource(nameof(Values))] string value)
    {
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = value }, Patience);

        var own = await RunAsync("printf %s \"$ADDED\" | base64 -w0; ls -A");
        var programs = await RunAsync("printenv -0 ADDED | base64 -w0");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(own.Content)), Is.EqualTo(value));
            Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(programs.Content)), Is.EqualTo($"{value}\0"));
        }
    }

    [Test]
    public async Task The_options_variables_are_there_from_the_first_command()
    {
        var runtime = await StartAsync(RuntimeSetup.With(options =>
        {
            options.Environment["FROM_OPTIONS"] = "$HOME `id` 'é'";
            options.EnableAutoLint = true;
        }));

        var observation = await runtime.RunAsync("printenv FROM_OPTIONS; printenv ENABLE_AUTO_LINT", cancellationToken: Patience);

        Assert.That(observation.Content, Is.EqualTo("$HOME `id` 'é'\ntrue"));
    }

    [Test]
    public async Task Variables_of_the_host_named_SANDBOX_ENV_are_handed_on_and_options_come_after_them()
    {
        var one = $"CONFORMANCE_{Guid.NewGuid():N}";
        var two = $"CONFORMANCE_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable($"SANDBOX_ENV_{one}", "q z $HOME");
        Environment.SetEnvironmentVariable($"SANDBOX_ENV_{two}", "host");
        try
        {
            var runtime = await StartAsync(RuntimeSetup.With(options => options.Environment[two] = "options"));

            var observation = await runtime.RunAsync($"printenv {one}; printenv {two}", cancellationToken: Patience);

            Assert.That(observation.Content, Is.EqualTo("q z $HOME\noptions"));
        }
        finally
        {
            Environment.SetEnvironmentVariable($"SANDBOX_ENV_{one}", null);
            Environment.SetEnvironmentVariable($"SANDBOX_ENV_{two}", null);
        }
    }

    [Test]
    public async Task A_later_value_replaces_an_earlier_one_and_a_shell_that_ended_keeps_the_last()
    {
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = "1", ["OTHER"] = "kept" }, Patience);
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = "2" }, Patience);

        var before = await RunAsync("printenv ADDED; printenv OTHER");
        await RunAsync("exit");
        var after = await RunAsync("printenv ADDED; printenv OTHER");

        Assert.That((before.Content, after.Content), Is.EqualTo(("2\nkept", "2\nkept")));
    }

    [Test]
    public async Task What_is_set_while_a_command_runs_counts_for_the_next()
    {
        var running = Begin("echo begun; until [ -e go ]; do sleep 0.02; done; echo ${ADDED-unset}");
        await running.SeesAsync("begun");

        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = "new" }, Patience);
        await Runtime.WriteFileAsync("go", "", Patience);
        var during = await running.EndAsync();
        var after = await RunAsync("echo $ADDED");

        Assert.That((during.Content, after.Content), Is.EqualTo(("begun\nunset", "new")));
    }

    [Test]
    public async Task The_exit_code_of_the_last_command_is_still_there_after_a_variable_was_set()
    {
        await RunAsync("(exit 7)");
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = "1" }, Patience);

        var observation = await RunAsync("echo $?");

        Assert.That(observation.Content, Is.EqualTo("7"));
    }

    [Test]
    public async Task A_name_that_is_no_variable_name_is_refused([Values("", "1a", "a b", "a-b", "a=b", "é", "a;id", "a\n")] string name)
    {
        var variables = new Dictionary<string, string> { [name] = "x" };

        await Assert.ThrowsAsync<ArgumentException>(() => Runtime.AddEnvironmentAsync(variables, Patience));
    }

    [Test]
    public async Task A_value_with_a_NUL_is_refused_and_not_shown()
    {
        var variables = new Dictionary<string, string> { ["NAME"] = "secret\0value" };

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => Runtime.AddEnvironmentAsync(variables, Patience));

        Assert.That(exception!.Message, Does.Contain("NAME").And.Contain("NUL").And.Not.Contain("secret"));
    }
}
