using System.Globalization;
using OpenHands.Agents;

namespace OpenHands.Cli;

/// <summary>Runs one task to its end.</summary>
internal static class TaskCommand
{
    private static readonly string[] s_options =
    [
        .. RuntimeChoice.Options, "--model", "--base-url", "--api-key-env", "--dialect", "--trajectory", "--max-iterations", "--max-budget", "--context-tokens", "--input-price", "--output-price",
    ];

    private static readonly string[] s_flags = [RuntimeChoice.NoPython, "--vision"];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, s_options, s_flags);
        if (line.Rest is not [var task] || string.IsNullOrWhiteSpace(task))
        {
            throw new UsageException($"task takes exactly one task, in quotes; it got {line.Rest.Count}.");
        }

        var choice = new RuntimeChoice(line);
        var limits = new AgentControllerOptions
        {
            MaxIterations = (int)(Number(line, "--max-iterations", 1, 1_000_000) ?? 100),
            MaxBudget = Number(line, "--max-budget", 0.000001, 1_000_000),
        };
        using var models = new ModelFactory([ModelOf(line)]);
        using var model = models.Create();
        await using var runtime = await choice.StartWithSkillsAsync(line.Has(RuntimeChoice.NoPython), cancellationToken);
        if (model.Options.ApiKey is { } key)
        {
            // Should the agent come upon it, it gets a mark to see, and so does who reads the trajectory.
            runtime.Events.Secrets.Register(key.Reveal());
        }

        using var agent = new CodeActAgent(model, runtime, new CodeActAgentOptions { IsInteractive = false });
        screen.Line($"{runtime.Name} runtime in {runtime.WorkspacePath}, model {model.Options.Model}, dialect {model.Options.Dialect.ToString().ToLowerInvariant()}");
        var state = await WorkAsync(agent, runtime, limits, task, screen, cancellationToken);
        if (line["--trajectory"] is { } path)
        {
            await Trajectory.WriteAsync(path, runtime.Events, CancellationToken.None);
            screen.Line($"Trajectory: {Path.GetFullPath(path)}");
        }

        await output.WriteLineAsync(await LastWordsAsync(runtime, state));
        var usage = agent.Usage;
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{state} after {usage.Calls} {(usage.Calls == 1 ? "call" : "calls")} of the model, {usage.InputTokens} tokens in, {usage.OutputTokens} out, {usage.Cost:F4} US dollars"));
        return ExitCode.Of(state);
    }

    private static async Task<AgentState> WorkAsync(
        CodeActAgent agent, Runtime runtime, AgentControllerOptions limits, string task, Screen screen, CancellationToken cancellationToken)
    {
        await using var controller = new AgentController(agent, runtime, limits);
        controller.TextReported += screen.Say;
        controller.DelayReported += reason => screen.Line($"[{reason}]");
        await using var shown = runtime.Events.Subscribe("screen", (happened, _) =>
        {
            screen.Show(happened);
            return ValueTask.CompletedTask;
        });
        try
        {
            return await controller.RunAsync(task, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await controller.RequestAsync(AgentState.Stopped, CancellationToken.None);
            return AgentState.Stopped;
        }
    }

    private static ModelOptions ModelOf(CommandLine line)
    {
        var variable = line["--api-key-env"];
        var key = ApiKey.FromEnvironment(variable ?? "LLM_API_KEY");
        if (variable is not null && key is null)
        {
            throw new UsageException($"The environment variable {variable}, which --api-key-env names, is not set.");
        }

        var url = line["--base-url"];
        return new ModelOptions
        {
            Model = line["--model"] ?? throw new UsageException("task wants --model NAME: the model's name at its endpoint."),
            BaseUrl = url is null ? null : Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : throw new UsageException($"--base-url is no address: {url}"),
            ApiKey = key,
            Dialect = (line["--dialect"] ?? "tools") switch
            {
                "tools" => ModelDialect.Tools,
                "text" => ModelDialect.Text,
                var other => throw new UsageException($"There is no dialect '{other}'. There is: tools, text."),
            },
            Vision = line.Has("--vision") ? true : null,
            ContextTokens = (int)(Number(line, "--context-tokens", 8_192, 100_000_000) ?? 128_000),
            InputPrice = Number(line, "--input-price", 0, 1_000_000) ?? 0,
            OutputPrice = Number(line, "--output-price", 0, 1_000_000) ?? 0,
        };
    }

    private static double? Number(CommandLine line, string option, double least, double most) => line[option] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be a number between {least} and {most}; it was '{text}'."));

    private static async Task<string> LastWordsAsync(Runtime runtime, AgentState state)
    {
        var words = "";
        await foreach (var happened in runtime.Events.ReadAsync())
        {
            words = happened switch
            {
                AgentFinishAction or AgentRejectAction => happened.Message,
                MessageAction { Source: EventSource.Agent } message => message.Content,
                ErrorObservation error when state == AgentState.Error => error.Content,
                _ => words,
            };
        }

        return words;
    }
}
