using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Http.Resilience;
using OpenAI;
using OpenAI.Chat;
using Polly;

namespace OpenHands.Agents.Models;

/// <summary>Makes clients of OpenAI-compatible endpoints that ask again, with growing pauses, when the endpoint is overloaded.</summary>
internal static class ModelTransport
{
    // An endpoint that wants no key still gets the header: the client library insists on one.
    private const string NoKey = "none";

    // An endpoint that is not there at all is seldom overloaded: mostly its address is wrong, and whoever waits should hear of it soon.
    private const int MostRepeatedConnects = 2;

    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(30);

    public static IChatClient CreateClient(ModelOptions options, TimeProvider time)
    {
        // The base URL may be the user's: following a redirect could take the key elsewhere.
        var handler = new ResilienceHandler(Pipeline(options, time))
        {
            InnerHandler = new SocketsHttpHandler { ConnectTimeout = s_connectTimeout, AllowAutoRedirect = false },
        };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var clientOptions = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = options.Timeout,
        };
        if (options.BaseUrl is { } url)
        {
            clientOptions.Endpoint = url;
        }

        var client = new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey?.Reveal() ?? NoKey), clientOptions);
        return new OwningChatClient(new GuardedChatClient(client.AsIChatClient(), options), http);
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(ModelOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryMinWait,
                MaxDelay = options.RetryMaxWait,

                // A longer wait than the user allows is no wait but a failure: the endpoint's quota is used up.
                ShouldRetryAfterHeader = true,
                OnRetry = arguments =>
                {
                    ModelPauses.Tell(ModelErrors.Pause(FaultOf(arguments.Outcome.Result?.StatusCode), arguments.RetryDelay, arguments.AttemptNumber + 1, options.MaxRetries, options));
                    return default;
                },
                ShouldHandle = arguments => ValueTask.FromResult(
                    (arguments.Outcome.Exception is HttpRequestException failure && (!IsAbsent(failure) || arguments.AttemptNumber < MostRepeatedConnects))
                    || (arguments.Outcome.Result is { } response && IsOverload(response.StatusCode) && !AsksForTooMuch(response, options, time))),
            });
        }

        return builder.Build();
    }

    private static bool IsAbsent(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static bool IsOverload(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented;

    private static string FaultOf(HttpStatusCode? status) => status switch
    {
        null => "cannot be reached",
        HttpStatusCode.TooManyRequests => "is too busy (429)",
        _ => $"failed ({(int)status})",
    };

    private static bool AsksForTooMuch(HttpResponseMessage response, ModelOptions options, TimeProvider time) =>
        response.Headers.RetryAfter is { } wait && (wait.Delta ?? (wait.Date - time.GetUtcNow())) > options.RetryMaxWait;

    private sealed class OwningChatClient(IChatClient inner, HttpClient http) : DelegatingChatClient(inner)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                http.Dispose();
            }
        }
    }
}
