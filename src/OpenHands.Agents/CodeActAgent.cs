using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Agents.CodeAct;

namespace OpenHands.Agents;

/// <summary>An agent that does everything by commands and code: it asks a model for the next step, again and again, until the model says that the work is done.</summary>
/// <remarks>
/// <para>
/// It decides from the history alone, so it can be paused, resumed and restarted. What it keeps between steps is a summary of what no longer
/// fits into the model's context, and that is made again when it is gone. It runs nothing itself: its actions go the way of all actions, past
/// the security analyzer and the user's consent.
/// </para>
/// <para>For one session and one step at a time. Cancelling a step ends it at once, also when the model's client does not react.</para>
/// </remarks>
public sealed partial class CodeActAgent : IAgent, IDisposable
{
    /// <summary>The name under which it is registered where no other is given.</summary>
    public const string DefaultName = "CodeActAgent";

    private const int MostShrinks = 3;
    private const int WordsOfASummary = 600;

    private readonly ChatModel _model;
    private readonly Runtime _runtime;
    private readonly CodeActAgentOptions _options;
    private readonly ILogger _logger;
    private readonly ModelCaller _caller;
    private readonly TokenCount _tokens = new();
    private readonly bool _ownsModel;
    private Briefing? _briefing;

    /// <summary>Makes an agent.</summary>
    /// <param name="model">Asked for each step; not disposed with the agent.</param>
    /// <param name="runtime">What it works with; ready when the first step comes. The agent only asks what it can do.</param>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public CodeActAgent(
        ChatModel model, Runtime runtime, CodeActAgentOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(model, runtime, options, ownsModel: false, loggerFactory, timeProvider)
    {
    }

    internal CodeActAgent(
        ChatModel model, Runtime runtime, CodeActAgentOptions? options, bool ownsModel, ILoggerFactory? loggerFactory, TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(runtime);
        options ??= new CodeActAgentOptions();
        options.ThrowIfInvalid();
        model.Options.ThrowIfInvalid();

        _model = model;
        _runtime = runtime;
        _options = options;
        _ownsModel = ownsModel;
        _logger = (ILogger?)loggerFactory?.CreateLogger<CodeActAgent>() ?? NullLogger.Instance;
        _caller = new ModelCaller(model, options, timeProvider ?? TimeProvider.System);
        Name = options.Name;
        Plugins = [.. options.Plugins];
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> Plugins { get; }

    /// <summary>Whether its model takes images; see <see cref="ModelOptions.Vision"/>.</summary>
    public bool? Vision => _model.Options.Vision;

    /// <summary>What was asked of the model so far.</summary>
    public ModelUsage Usage => _caller.Usage;

    /// <inheritdoc />
    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
        StepAsync(new AgentContext { History = history }, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ModelException">The model cannot be asked, or gave no usable answer again and again; the message says why.</exception>
    public async Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var briefing = _briefing ??= Prepare();
        var turns = Conversation.Read(context, _model.Options);
        for (var shrinks = 0; ; shrinks++)
        {
            var messages = await briefing.Window.FitAsync(briefing.Prompt, turns, record => SummarizeAsync(record, context, cancellationToken)).ConfigureAwait(false);
            try
            {
                _tokens.Weigh(messages, briefing.Dialect.Overhead);
                return await DecideAsync(briefing.Dialect, messages, context, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelException overflow) when (overflow.IsContextOverflow && shrinks < MostShrinks)
            {
                briefing.Window.Shrink();
                LogTooLong(_model.Options.Model, _tokens.Estimate);
            }
        }
    }

    /// <summary>Lets go of the model, if the agent was made with one of its own.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            _model.Dispose();
        }
    }

    private Briefing Prepare()
    {
        Dialect dialect = _model.Options.Dialect == ModelDialect.Text
            ? new TextDialect(_runtime.Capabilities, _options, _model.Options)
            : new ToolDialect(_runtime.Capabilities, _options, _model.Options);
        return new Briefing(dialect, SystemPrompt.Write(_runtime, _options, dialect), new ContextWindow(dialect, _model.Options, _tokens));
    }

    private async Task<AgentAction> DecideAsync(Dialect dialect, List<ChatMessage> messages, AgentContext context, CancellationToken cancellationToken)
    {
        var spentBefore = Usage.Cost;
        for (var repairs = 0; ; repairs++)
        {
            var reader = await _caller.AskAsync(
                new Question(messages, dialect.NewOptions()), () => dialect.NewReader(context.ReportText), _tokens, context, cancellationToken).ConfigureAwait(false);
            try
            {
                return Check(reader.Complete(), dialect, context);
            }
            catch (AgentResponseException problem)
            {
                LogUnusable(_model.Options.Model, problem.Message);
                if (repairs >= _options.MaxRepairs)
                {
                    throw new ModelException(
                        $"The model {_model.Options.Model} gave no usable answer {repairs + 1} times in a row. The last time: {problem.Message} Say something to let it try again, or use another model.", problem);
                }

                if (context.RemainingBudget < Usage.Cost - spentBefore)
                {
                    // The controller looks at the budget before each step, so this one must end.
                    throw;
                }

                messages.AddRange(reader.Feedback(problem.Message));
                _tokens.Weigh(messages, dialect.Overhead);
            }
        }
    }

    private AgentAction Check(AgentAction action, Dialect dialect, AgentContext context) => action switch
    {
        MessageAction when !_options.IsInteractive =>
            throw new AgentResponseException($"Nobody reads your messages, and nothing was done. Go on with {dialect.ActWords}. If everything is done, {dialect.FinishWords}"),

        // Whoever called this agent gets the outputs, not the thought.
        AgentFinishAction finish when context.DelegateLevel > 0 => finish with { Outputs = CodeActTools.Member("result", finish.Thought) },
        _ => action,
    };

    private async Task<string?> SummarizeAsync(string record, AgentContext context, CancellationToken cancellationToken)
    {
        if (!_options.Summarizes)
        {
            return null;
        }

        var prompt = PromptText.Fill("summary", ("words", $"{WordsOfASummary}"), ("record", record));
        var messages = new List<ChatMessage> { new(ChatRole.User, prompt) };
        var options = new ChatOptions { Temperature = (float?)_model.Options.Temperature, MaxOutputTokens = _model.Options.MaxOutputTokens };
        try
        {
            _tokens.Weigh(messages, overhead: 0);
            var reader = await _caller.AskAsync(new Question(messages, options), () => new SummaryReader(), _tokens, context, cancellationToken).ConfigureAwait(false);
            return reader.Text.Length > 0 ? reader.Text : null;
        }
        catch (ModelException exception)
        {
            LogNotSummarized(exception, _model.Options.Model);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The model {Model} gave an answer that is of no use: {Problem}")]
    private partial void LogUnusable(string model, string problem);

    [LoggerMessage(LogLevel.Information, "The model {Model} says that a question of about {Tokens} tokens is too long; it is asked with less.")]
    private partial void LogTooLong(string model, long tokens);

    [LoggerMessage(LogLevel.Warning, "The model {Model} could not summarise the older part of the conversation; it is left out.")]
    private partial void LogNotSummarized(Exception exception, string model);

    private sealed record Briefing(Dialect Dialect, string Prompt, ContextWindow Window);
}
