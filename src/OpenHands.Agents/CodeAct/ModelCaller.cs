using Microsoft.Extensions.AI;
using OpenHands.Agents.Models;

namespace OpenHands.Agents.CodeAct;

/// <summary>Asks the model and follows its answer while it comes: bounded in time and length, again when the connection breaks, and counted.</summary>
internal sealed class ModelCaller(ChatModel model, CodeActAgentOptions options, TimeProvider time)
{
    // Characters and pieces that a token can have at most, on average and with a good margin.
    private const int CharactersOfAToken = 20;
    private const int PiecesOfAToken = 4;

    // When an answer is complete, the endpoint usually says next what it cost. One that chatters on is not listened to.
    private const int PiecesAfterTheEnd = 20;

    private readonly int _mostCharacters = 10_000 + (model.Options.MaxOutputTokens * CharactersOfAToken);
    private readonly int _mostPieces = 10_000 + (model.Options.MaxOutputTokens * PiecesOfAToken);
    private ModelUsage _usage = ModelUsage.None;

    /// <summary>What was asked so far.</summary>
    public ModelUsage Usage => Volatile.Read(ref _usage);

    /// <summary>Asks.</summary>
    /// <param name="question">The messages.</param>
    /// <param name="newReader">Makes what reads the answer, a new one for each attempt.</param>
    /// <param name="weigh">Tells the tokens of the question when the endpoint does not; gets them when it does.</param>
    /// <param name="context">Is told what the call cost, and why it takes long.</param>
    /// <param name="cancellationToken">Ends it at once, also when the client ignores it.</param>
    /// <typeparam name="TReader">What reads it.</typeparam>
    /// <returns>The reader with the answer.</returns>
    /// <exception cref="ModelException">The model could not be asked.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<TReader> AskAsync<TReader>(
        Question question, Func<TReader> newReader, TokenCount weigh, AgentContext context, CancellationToken cancellationToken)
        where TReader : AnswerReader
    {
        ModelPauses.Listen(context.ReportDelay);
        for (var attempt = 0; ; attempt++)
        {
            var reader = newReader();
            var meter = new AnswerMeter();
            using var limit = new CancellationTokenSource(model.Options.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await FollowAsync(question, reader, meter, either.Token).ConfigureAwait(false);
                return reader;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ModelException($"The model {model.Options.Model} did not finish its answer within {model.Options.Timeout}. Raise the model's Timeout, or use a faster model.");
            }
            catch (Exception exception) when (IsBroken(exception, meter.Pieces > 0))
            {
                if (attempt >= options.MaxReconnects)
                {
                    throw new ModelException($"The connection to the model {model.Options.Model} broke in the middle of an answer, {attempt + 1} times in a row: {exception.Message}", exception) { IsTransient = true };
                }
            }
            finally
            {
                // What was asked costs, however it ended; but for a question that never got there.
                if (meter.Pieces > 0)
                {
                    Count(meter, weigh, context);
                }
            }

            var pause = model.Options.RetryMinWait * Math.Pow(2, attempt);
            context.ReportDelay(ModelErrors.Pause("broke off in the middle of its answer", pause, attempt + 1, options.MaxReconnects, model.Options));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // A request that got no answer at all was repeated often enough by the client itself.
    private static bool IsBroken(Exception exception, bool hasBegun) =>
        (exception is ModelException { IsTransient: true } or IOException or HttpRequestException) && (hasBegun || !HasCause<HttpRequestException>(exception));

    private static bool HasCause<TException>(Exception? exception)
        where TException : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TException)
            {
                return true;
            }
        }

        return false;
    }

    private async Task FollowAsync(Question question, AnswerReader reader, AnswerMeter meter, CancellationToken cancellationToken)
    {
        var updates = model.Client.GetStreamingResponseAsync(question.Messages, question.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = Task.FromResult(true);
        int? end = null;
        try
        {
            while (true)
            {
                next = updates.MoveNextAsync().AsTask();

                // A client that ignores its token keeps nobody waiting.
                if (!await next.WaitAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                var update = updates.Current;
                meter.Add(update);
                if (meter.Characters > _mostCharacters || meter.Pieces > _mostPieces)
                {
                    throw new ModelException(
                        $"The model {model.Options.Model} did not stop: its answer is longer than {model.Options.MaxOutputTokens} tokens can be. The endpoint does not keep to max_tokens; raise MaxOutputTokens, or use another endpoint.");
                }

                if (end is null)
                {
                    end = reader.Add(update) ? meter.Pieces : null;
                }
                else if (meter.Pieces - end > PiecesAfterTheEnd)
                {
                    return;
                }
            }
        }
        finally
        {
            await CloseAsync(updates, next).ConfigureAwait(false);
        }
    }

    private static async Task CloseAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Task next)
    {
        if (next.IsCompleted)
        {
            await updates.DisposeAsync().ConfigureAwait(false);
            return;
        }

        // An enumerator must not be disposed while it moves.
        _ = CloseLaterAsync();

        async Task CloseLaterAsync()
        {
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Count(AnswerMeter meter, TokenCount weigh, AgentContext context)
    {
        var input = meter.InputTokens;
        if (input > 0)
        {
            weigh.Learn(input);
        }

        var questionTokens = input > 0 ? input : weigh.Estimate;
        var answerTokens = meter.OutputTokens > 0 ? meter.OutputTokens : weigh.EstimateOf(meter.Characters);
        var cost = model.Options.CostOf(questionTokens, answerTokens, meter.CachedTokens);
        var usage = Usage;
        Volatile.Write(ref _usage, new ModelUsage(
            usage.Calls + 1, usage.InputTokens + questionTokens, usage.CachedInputTokens + meter.CachedTokens, usage.OutputTokens + answerTokens, usage.Cost + cost));
        if (cost > 0)
        {
            context.ReportCost(cost);
        }
    }
}
