@ECHO OFF
set BUILDDIR=_build
del /q /s %BUILDDIR%\*
rd /s /q C:\data
