using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OpenHands.Agents.Models;

/// <summary>Turns what goes wrong between us and an endpoint into one kind of exception, with words that help and without the key.</summary>
internal static class ModelErrors
{
    private const int MostWordsOfTheEndpoint = 500;

    private static readonly string[] s_overflowWords =
    [
        "context_length_exceeded", "maximum context length", "context window", "context length", "too many tokens", "prompt is too long", "exceed_context_size", "context size",
    ];

    /// <summary>The exception to throw in place of another; <see langword="null"/> to let that one pass.</summary>
    public static ModelException? Translate(Exception exception, ModelOptions options) => exception switch
    {
        ModelException => null,
        ClientResultException { Status: > 0 } refused => FromStatus(refused, options),
        ClientResultException or HttpRequestException or IOException or JsonException or TimeoutException or AggregateException => Broken(exception, options),
        _ => null,
    };

    /// <summary>Why an endpoint will be asked again later.</summary>
    /// <param name="fault">What it does, such as "is too busy".</param>
    /// <param name="pause">How long it is left alone.</param>
    /// <param name="repetition">Which one this will be, from 1.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="options">The model.</param>
    public static string Pause(string fault, TimeSpan pause, int repetition, int most, ModelOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"{Where(options)} {fault}. It is asked again in {pause.TotalSeconds:0.#} s (repetition {repetition} of {most}).");

    private static ModelException FromStatus(ClientResultException refused, ModelOptions options)
    {
        var words = Words(refused, options);
        var overflow = refused.Status is 400 or 413 or 422 && Array.Exists(s_overflowWords, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));
        var message = refused.Status switch
        {
            _ when overflow => $"The question is longer than the model {options.Model} at {Where(options)} takes.",
            (int)HttpStatusCode.Unauthorized when options.ApiKey is null => $"{Where(options)} wants an API key (401), and none is set. Give the model '{options.Name}' one.",
            (int)HttpStatusCode.Unauthorized => $"{Where(options)} does not accept the API key of the model '{options.Name}' (401). Check the key, and that it is for this endpoint.",
            (int)HttpStatusCode.Forbidden => $"{Where(options)} refuses the model {options.Model} for this API key (403). Check what the key may do.",
            (int)HttpStatusCode.NotFound => $"{Where(options)} has no model {options.Model}, or is no chat completions endpoint (404). Check the model's name, and that the base URL ends with the version, such as /v1.",
            (int)HttpStatusCode.TooManyRequests => $"{Where(options)} is still too busy, or its quota is used up (429), after {Times(options.MaxRetries)}. Wait, or raise MaxRetries.",
            >= 500 => $"{Where(options)} failed ({refused.Status}) and still does after {Times(options.MaxRetries)}.",
            _ => $"{Where(options)} refused the question to {options.Model} ({refused.Status}).",
        };
        return new ModelException(words.Length == 0 ? message : $"{message} It says: {words}", Mask(refused, options)) { IsContextOverflow = overflow };
    }

    // A failed connection inside a pipeline that repeats comes as the exceptions of all attempts.
    private static ModelException Broken(Exception exception, ModelOptions options)
    {
        var cause = exception.GetBaseException();
        return new ModelException($"The connection to {Where(options)} broke: {Mask(cause.Message, options).TrimEnd('.')}. Check that the endpoint runs and that the base URL is right.", Mask(exception, options))
        {
            IsTransient = true,
        };
    }

    private static string Words(ClientResultException refused, ModelOptions options)
    {
        var body = refused.GetRawResponse()?.Content.ToString() ?? "";
        var text = Tools.ResultText.ShortenLine(MessageOf(body), MostWordsOfTheEndpoint);
        return Mask(text.ReplaceLineEndings(" ").Trim(), options);
    }

    private static string MessageOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var inner) ? inner : root;
            return error.ValueKind switch
            {
                JsonValueKind.String => error.GetString()!,
                JsonValueKind.Object when error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String =>
                    error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? $"{message.GetString()} ({code.GetString()})" : message.GetString()!,
                _ => body,
            };
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string Mask(string text, ModelOptions options) => options.ApiKey?.RemoveFrom(text) ?? text;

    // An endpoint that says the key in its answer would have it in a log otherwise.
    private static Exception Mask(Exception exception, ModelOptions options)
    {
        var secrets = new SecretMasker();
        secrets.TryRegister(options.ApiKey?.Reveal());
        return secrets.Mask(exception);
    }

    private static string Where(ModelOptions options) => options.BaseUrl is { } url ? url.GetLeftPart(UriPartial.Path) : $"The endpoint of {options.Provider}";

    private static string Times(int retries) => retries == 1 ? "1 repetition" : $"{retries} repetitions";
}
