namespace BarberPro.Sandbox;

public static class SandboxServer;
