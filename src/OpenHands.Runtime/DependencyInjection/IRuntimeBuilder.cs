namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds backends to an application; each backend package brings its own <c>AddX</c>.</summary>
public interface IRuntimeBuilder
{
    /// <summary>Where they are added.</summary>
    IServiceCollection Services { get; }
}
